using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Tenants;

/// <summary>Moves tenants from one status to another and lets those who must know of it know.</summary>
internal sealed class TenantWrites(ITenantStore store, TenantDirectory directory, GrainCalls grains)
{
    private const int TriesMax = 5;

    /// <returns>The tenant as it stands now, which is draining or closed where it was that before; null when there is none.</returns>
    public async Task<Tenant?> MoveAsync(TenantId id, TenantStatus to, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= TriesMax; attempt++)
        {
            if (await store.FindTenantAsync(id, cancellation) is not { } tenant || tenant.Status == to || tenant.Status is TenantStatus.Draining or TenantStatus.Closed)
            {
                directory.Forget(id);
                return await store.FindTenantAsync(id, cancellation);
            }

            if (await store.UpdateTenantAsync(tenant with { Status = to }, tenant.Version, cancellation))
            {
                directory.Forget(id);
                var connections = await store.ListConnectionsAsync(id, cancellation);
                await Task.WhenAll(connections.Select(connection => grains.ReloadAsync(connection.Key)));
                return tenant with { Status = to, Version = tenant.Version + 1 };
            }
        }

        throw new StoreUnavailableException($"Tenant {id} changed under {TriesMax} writes in a row.");
    }
}
