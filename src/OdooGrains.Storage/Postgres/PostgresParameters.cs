using Npgsql;
using NpgsqlTypes;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <summary>Positional parameters; a null says its type, so that a statement has one plan.</summary>
internal static class PostgresParameters
{
    extension(NpgsqlParameterCollection parameters)
    {
        public void AddText(string? value) => Add(parameters, NpgsqlDbType.Text, value);

        public void AddTexts(IEnumerable<string?> values) => Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.Text, values.ToArray());

        public void AddJson(string value) => Add(parameters, NpgsqlDbType.Jsonb, value);

        public void AddJsonOrNull(string? value) => Add(parameters, NpgsqlDbType.Jsonb, value);

        public void AddJsons(IEnumerable<string> values) => Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.Jsonb, values.ToArray());

        public void AddNumber(long value) => Add(parameters, NpgsqlDbType.Bigint, value);

        public void AddNumbers(IEnumerable<long> values) => Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.Bigint, values.ToArray());

        public void AddInteger(int value) => Add(parameters, NpgsqlDbType.Integer, value);

        public void AddIntegers(IEnumerable<int> values) => Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.Integer, values.ToArray());

        public void AddDecimals(IEnumerable<decimal> values) => Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.Numeric, values.ToArray());

        public void AddFlag(bool value) => Add(parameters, NpgsqlDbType.Boolean, value);

        public void AddTime(DateTimeOffset? value) => Add(parameters, NpgsqlDbType.TimestampTz, Utc(value));

        public void AddTimes(IEnumerable<DateTimeOffset?> values) => Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, values.Select(Utc).ToArray());

        public void AddId(Guid? value) => Add(parameters, NpgsqlDbType.Uuid, value);

        public void AddIds(IEnumerable<Guid> values) => Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.Uuid, values.ToArray());

        public void AddBytes(ReadOnlyMemory<byte> value) => Add(parameters, NpgsqlDbType.Bytea, value);

        public void AddManyBytes(IEnumerable<ReadOnlyMemory<byte>> values) => Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.Bytea, values.ToArray());
    }

    private static void Add(NpgsqlParameterCollection parameters, NpgsqlDbType type, object? value)
        => parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });

    private static DateTime? Utc(DateTimeOffset? time) => StoredTime.Cut(time)?.UtcDateTime;
}
