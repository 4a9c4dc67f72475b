using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>Shows each commit to the test before the store sees it.</summary>
internal sealed class WatchedDocuments(World world) : IDocumentStore
{
    public Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation) => world.Store.Documents.LoadAsync(key, cancellation);

    public async Task<CommitResult> CommitAsync(DocumentCommit commit, CancellationToken cancellation)
    {
        if (world.OnCommit is { } watch)
        {
            await watch(commit);
        }

        return await world.Store.Documents.CommitAsync(commit, cancellation);
    }

    public Task<DocumentPage> ListAsync(TenantId tenant, DocumentFilter filter, string? cursor, int limit, CancellationToken cancellation)
        => world.Store.Documents.ListAsync(tenant, filter, cursor, limit, cancellation);
}
