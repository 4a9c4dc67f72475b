using OdooGrains.Connectors;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Inventory;

/// <summary>Which connections of a tenant tell of stock and which are told, from caches that are at most half a minute old.</summary>
public sealed class StockDirectory(TenantDirectory tenants, ConnectorRegistry connectors, PolicyDirectory policies, GrainLimits limits)
{
    /// <summary>The channels that are told, and how much.</summary>
    public async ValueTask<StockTerms> TermsAsync(TenantId tenant)
    {
        List<StockTarget> targets = [];
        foreach (var connection in (await tenants.ListAsync(tenant, default)).Where(one => IsOn(one) && connectors.Find(one.Kind)?.Stock is not null))
        {
            targets.Add(new(connection.Key.Connection, (await policies.ForAsync(connection.Key)).Stock));
        }

        return new([.. targets.OrderBy(target => target.Connection.Value, StringComparer.Ordinal)]);
    }

    /// <summary>Whether an ERP of the tenant is read for stock, so that orders take of it.</summary>
    public async ValueTask<bool> ReservesAsync(TenantId tenant)
        => !limits.IgnoresReservations && (await tenants.ListAsync(tenant, default)).Any(one => IsOn(one) && connectors.Find(one.Kind)?.StockSource is not null);

    private static bool IsOn(StoredConnection connection) => connection.Settings[StockFeeds.Switch]?.GetValueKind() is System.Text.Json.JsonValueKind.True;
}
