using System.Collections.Concurrent;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;

namespace OdooGrains.Benchmarks.Noisy;

/// <summary>Notes when an order has come to its end: when the commit that says so is durable.</summary>
internal sealed class OrderEnds(IDocumentStore inner, TimeProvider time) : IDocumentStore
{
    private readonly ConcurrentDictionary<DocumentKey, long> _at = new();

    /// <summary>Timestamps of the ends so far.</summary>
    public IReadOnlyDictionary<DocumentKey, long> At => _at;

    /// <summary>A document that came to its end more than once: an order that was written twice.</summary>
    public int Repeated { get; private set; }

    public async Task<CommitResult> CommitAsync(DocumentCommit commit, CancellationToken cancellation)
    {
        var result = await inner.CommitAsync(commit, cancellation);
        if (result is CommitResult.Committed && commit.Head.NextActionAt is null && commit.Effects.Any(effect => effect.Status is EffectStatus.Confirmed)
            && !_at.TryAdd(commit.Head.Key, time.GetTimestamp()))
        {
            Repeated++;
        }

        return result;
    }

    public Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation) => inner.LoadAsync(key, cancellation);

    public Task<DocumentPage> ListAsync(TenantId tenant, DocumentFilter filter, string? cursor, int limit, CancellationToken cancellation)
        => inner.ListAsync(tenant, filter, cursor, limit, cancellation);
}
