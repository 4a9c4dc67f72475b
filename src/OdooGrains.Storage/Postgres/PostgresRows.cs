using System.Text;
using Npgsql;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <summary>Reads columns and rows; each column list stands beside its reader.</summary>
internal static class PostgresRows
{
    public const string DocumentColumns = "tenant_id, channel_id, document_id, number, status, next_action_at, deadline, coalesce(owner_name, owner) as owner, failure_class, reason, updated_at, version";

    public const string EffectColumns = """
        tenant_id, channel_id, document_id, step, revision, connection_id, lane, status, due_at, attempts, failures, epoch, sent_at,
        planned_at, settled_at, config_version, operation, external_key, hot_key, detail, version
        """;

    /// <summary>Without the body, which stands at the end where it is read.</summary>
    public const string EventColumns = """
        tenant_id, event_id, connection_id, topic, delivery_id, document_id, object_updated_at, received_at, body_hash, status, body_changed,
        owner, deadline, note, trace_parent, lane, channel_id
        """;

    extension(NpgsqlDataReader row)
    {
        public string Text(int column) => row.GetString(column);

        public string? TextOrNull(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        public DateTimeOffset Time(int column) => new(row.GetDateTime(column), TimeSpan.Zero);

        public DateTimeOffset? TimeOrNull(int column) => row.IsDBNull(column) ? null : row.Time(column);

        public byte[] Bytes(int column) => row.GetFieldValue<byte[]>(column);
    }

    public static DocumentKey Key(NpgsqlDataReader row) => new(new(row.Text(0)), new(row.Text(1)), row.Text(2));

    public static DocumentHead Head(NpgsqlDataReader row) => new()
    {
        Key = Key(row),
        Number = row.Text(3),
        Status = row.Text(4),
        NextActionAt = row.TimeOrNull(5),
        Deadline = row.TimeOrNull(6),
        Owner = row.TextOrNull(7),
        FailureClass = row.TextOrNull(8),
        Reason = row.TextOrNull(9),
        UpdatedAt = row.Time(10),
    };

    /// <summary>From <see cref="DocumentColumns"/> and the state; the effects come later.</summary>
    public static StoredDocument Document(NpgsqlDataReader row) => new(Head(row), row.GetInt64(11), Encoding.UTF8.GetBytes(row.Text(12)), []);

    public static Effect Effect(NpgsqlDataReader row)
    {
        var detail = StorageJson.ToDetail(row.Text(19));
        return new()
        {
            Key = new(Key(row), row.Text(3), row.GetInt32(4)),
            Connection = new(row.Text(5)),
            Lane = (Lane)row.GetInt16(6),
            Status = Words<EffectStatus>.Parse(row.Text(7)),
            DueAt = row.Time(8),
            Attempts = row.GetInt32(9),
            Failures = row.GetInt32(10),
            Epoch = row.GetInt64(11),
            SentAt = row.TimeOrNull(12),
            PlannedAt = row.Time(13),
            SettledAt = row.TimeOrNull(14),
            ConfigVersion = row.GetInt64(15),
            Operation = row.Text(16),
            ExternalKey = row.Text(17),
            HotKey = row.Text(18),
            Request = detail.Request,
            Result = detail.Result,
            LastFailure = detail.LastFailure,
            DoubtfulSince = detail.DoubtfulSince,
            TraceParent = detail.TraceParent,
            Version = row.GetInt64(20),
        };
    }

    public static InboundEvent Event(NpgsqlDataReader row) => new()
    {
        Id = new(row.GetGuid(1)),
        Connection = new(new(row.Text(0)), new(row.Text(2))),
        Topic = row.Text(3),
        DeliveryId = row.Text(4),
        DocumentId = row.TextOrNull(5),
        ObjectUpdatedAt = row.TimeOrNull(6),
        ReceivedAt = row.Time(7),
        BodyHash = row.Bytes(8),
        Status = Words<EventStatus>.Parse(row.Text(9)),
        BodyChanged = row.GetBoolean(10),
        Owner = row.TextOrNull(11),
        Deadline = row.TimeOrNull(12),
        Note = row.TextOrNull(13),
        TraceParent = row.TextOrNull(14),
        Lane = (Lane)row.GetInt16(15),
        Channel = row.TextOrNull(16) is { } channel ? new(channel) : null,
        Body = ReadOnlyMemory<byte>.Empty,
    };

    /// <summary>From <see cref="EventColumns"/> and the body.</summary>
    public static InboundEvent EventWithBody(NpgsqlDataReader row) => Event(row) with { Body = row.Bytes(17) };
}
