using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Failures;

/// <summary>Documents as the failures desk looks at them: many at once, without reading any of them whole.</summary>
public interface IFailureStore
{
    /// <summary>Documents that are held, by key after <paramref name="after"/>; of one tenant, or of all where it is null.</summary>
    Task<IReadOnlyList<FailedDocument>> HeldAsync(TenantId? tenant, DocumentKey? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// Documents that the channel changed in [since, until), newest first, and those that are held though it changed them before; of each at most
    /// <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<Footprint>> FootprintsAsync(TenantId tenant, DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken cancellation);
}
