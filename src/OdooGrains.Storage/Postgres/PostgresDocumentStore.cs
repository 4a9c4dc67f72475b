using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IDocumentStore"/>
internal sealed class PostgresDocumentStore(PostgresWriter writer, PostgresLoader loader, PostgresSources sources) : IDocumentStore
{
    public Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation) => loader.LoadAsync(key, cancellation);

    public Task<CommitResult> CommitAsync(DocumentCommit commit, CancellationToken cancellation)
    {
        DocumentCommits.Check(commit);
        return writer.RunAsync(new CommitWrite(commit, PostgresWriter.NewTag(), cancellation));
    }

    private const string List = $"""
        select {PostgresRows.DocumentColumns} from document
        where tenant_id = $1 and ($2 is null or status = $2) and ($3 is null or channel_id = $3) and (not $4 or status in ('held', 'dead'))
            and ($5 is null or failure_class = $5) and ($6 is null or deadline < $6)
            and (updated_at, channel_id, document_id) < (coalesce($7, 'infinity'), coalesce($8, ''), coalesce($9, ''))
        order by updated_at desc, channel_id desc, document_id desc limit $10
        """;

    public async Task<DocumentPage> ListAsync(TenantId tenant, DocumentFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var after = DocumentCursor.Parse(cursor);
        var heads = await PostgresCalls.QueryAsync(
            sources.Readers,
            tenant.Value,
            List,
            parameters =>
            {
                parameters.AddText(tenant.Value);
                parameters.AddText(filter.Status);
                parameters.AddText(filter.Channel?.Value);
                parameters.AddFlag(filter.NeedsAPerson);
                parameters.AddText(filter.FailureClass);
                parameters.AddTime(filter.StalledAt);
                parameters.AddTime(after?.UpdatedAt);
                parameters.AddText(after?.Channel.Value);
                parameters.AddText(after?.DocumentId);
                parameters.AddInteger(limit + 1);
            },
            PostgresRows.Head,
            cancellation);
        return DocumentPages.Of(heads, limit);
    }
}
