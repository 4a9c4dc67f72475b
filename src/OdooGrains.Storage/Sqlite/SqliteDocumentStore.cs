using System.Text;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IDocumentStore"/>
internal sealed class SqliteDocumentStore(SqliteWriter writer, SqliteReaders readers) : IDocumentStore
{
    private const string Load = $"select {SqliteRows.DocumentColumns}, state from document where tenant_id = $1 and channel_id = $2 and document_id = $3";

    private const string LoadEffects = $"""
        select {SqliteRows.EffectColumns} from effect where tenant_id = $1 and channel_id = $2 and document_id = $3
        order by planned_at, rowid
        """;

    public Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation) => readers.ReadAsync(
        session =>
        {
            var effects = session.Query(LoadEffects, SqliteRows.Effect, key.Tenant, key.Channel, key.Id);
            return session.First(Load, row => SqliteRows.Document(row, effects), key.Tenant, key.Channel, key.Id);
        },
        cancellation);

    public Task<CommitResult> CommitAsync(DocumentCommit commit, CancellationToken cancellation)
    {
        DocumentCommits.Check(commit);
        return writer.RunAsync(commit.Head.Key.Tenant, session => Commit(session, commit), cancellation);
    }

    private const string VersionOf = "select version from document where tenant_id = $1 and channel_id = $2 and document_id = $3";
    private const string EffectVersionOf = "select version from effect where tenant_id = $1 and channel_id = $2 and document_id = $3 and step = $4 and revision = $5";

    private const string Fold = "update inbox set status = $3 where tenant_id = $1 and event_id = $2 and status = 'open'";

    private const string Register = """
        insert into document_reference (tenant_id, channel_id, kind, reference, document_id) values ($1, $2, $3, $4, $5) on conflict do nothing
        """;

    // One writer: what is checked first cannot change before it is written.
    private static CommitResult Commit(SqliteSession session, DocumentCommit commit)
    {
        var key = commit.Head.Key;
        var agrees = session.First(VersionOf, row => row.Number(0), key.Tenant, key.Channel, key.Id) == commit.ExpectedVersion
            && commit.Effects.All(effect => session.First(EffectVersionOf, row => row.Number(0), key.Tenant, key.Channel, key.Id, effect.Key.Step, effect.Key.Revision) == effect.Version);
        if (!agrees)
        {
            return CommitResult.Conflict;
        }

        Write(session, commit);
        foreach (var effect in commit.Effects)
        {
            Write(session, effect);
        }

        foreach (var folded in commit.Events)
        {
            session.Execute(Fold, key.Tenant, folded.Id, folded.ChangedNothing ? "stale" : "folded");
        }

        foreach (var reference in commit.References)
        {
            session.Execute(Register, key.Tenant, key.Channel, reference.Kind, reference.Value, key.Id);
        }

        SqliteStockStore.Write(session, commit);

        return CommitResult.Committed;
    }

    private const string PutDocument = """
        insert into document (
            tenant_id, channel_id, document_id, number, status, next_action_at, deadline, owner, failure_class, reason, updated_at, version, state, owner_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (tenant_id, channel_id, document_id) do update set number = $4, status = $5, next_action_at = $6, deadline = $7, owner = $8,
            failure_class = $9, reason = $10, updated_at = $11, version = $12, state = $13, owner_name = $14
        """;

    private static void Write(SqliteSession session, DocumentCommit commit)
    {
        var head = commit.Head;
        session.Execute(
            PutDocument, head.Key.Tenant, head.Key.Channel, head.Key.Id, head.Number, head.Status, head.NextActionAt, head.Deadline, OwnerColumns.Side(head),
            head.FailureClass, head.Reason, head.UpdatedAt, commit.ExpectedVersion + 1, Encoding.UTF8.GetString(commit.State.Span), OwnerColumns.Name(head));
    }

    private const string PutEffect = $"""
        insert into effect ({SqliteRows.EffectColumns})
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        on conflict (tenant_id, channel_id, document_id, step, revision) do update set connection_id = $6, lane = $7, status = $8, due_at = $9,
            attempts = $10, failures = $11, epoch = $12, sent_at = $13, planned_at = $14, settled_at = $15, config_version = $16, operation = $17,
            external_key = $18, hot_key = $19, detail = $20, version = $21
        """;

    private static void Write(SqliteSession session, Effect effect)
    {
        var key = effect.Key.Document;
        session.Execute(
            PutEffect, key.Tenant, key.Channel, key.Id, effect.Key.Step, effect.Key.Revision, effect.Connection, (int)effect.Lane,
            Words<EffectStatus>.Of(effect.Status), effect.DueAt, effect.Attempts, effect.Failures, effect.Epoch, effect.SentAt, effect.PlannedAt,
            effect.SettledAt, effect.ConfigVersion, effect.Operation, effect.ExternalKey, effect.HotKey, StorageJson.Text(effect), effect.Version + 1);
    }

    private const string List = $"""
        select {SqliteRows.DocumentColumns} from document
        where tenant_id = $1 and ($2 is null or status = $2) and ($3 is null or channel_id = $3) and ($4 = 0 or status in ('held', 'dead'))
            and ($5 is null or failure_class = $5) and ($6 is null or deadline < $6)
            and ($7 is null or (updated_at, channel_id, document_id) < ($7, $8, $9))
        order by updated_at desc, channel_id desc, document_id desc limit $10
        """;

    public async Task<DocumentPage> ListAsync(TenantId tenant, DocumentFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var after = DocumentCursor.Parse(cursor);
        var heads = await readers.ReadAsync(
            session => session.Query(
                List, SqliteRows.Head, tenant, filter.Status, filter.Channel, filter.NeedsAPerson, filter.FailureClass, filter.StalledAt,
                after?.UpdatedAt, after?.Channel, after?.DocumentId, limit + 1),
            cancellation);
        return DocumentPages.Of(heads, limit);
    }
}
