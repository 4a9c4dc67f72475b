using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Sqlite;

/// <summary>One connection with its prepared commands. Parameters are positional, <c>$1</c> and so on. One thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    // Whatever opens the first connection, the library is chosen before. Else the functions called so far stay bound to the bundled library
    // and the others go to the system's: two versions work on one connection, and the process dies.
    static SqliteSession() => SqliteLibrary.Choose();

    /// <param name="pragmas">Statements that set the connection up.</param>
    public SqliteSession(string path, string pragmas)
    {
        // Pooling is ours. Theirs would keep a disposed session's open transaction, and with it the lock.
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5, Pooling = false }.ToString());
        _connection.Open();
        Script(pragmas);
    }

    /// <summary>Runs statements without parameters.</summary>
    public void Script(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Rows changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bound(sql, values).ExecuteNonQuery();

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bound(sql, values).ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The first row, or default where there is none.</summary>
    public T? First<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bound(sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Bound(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var number = 1; number <= values.Length; number++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${number}" });
            }

            _commands.Add(sql, command);
        }

        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = Stored(values[index]);
        }

        return command;
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => StoredTime.ToMicroseconds(time),
        TenantId tenant => tenant.Value,
        ConnectionId connection => connection.Value,
        EventId id => id.Value.ToByteArray(bigEndian: true),
        Guid id => id.ToByteArray(bigEndian: true),
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        bool flag => flag ? 1L : 0L,
        _ => value,
    };
}
