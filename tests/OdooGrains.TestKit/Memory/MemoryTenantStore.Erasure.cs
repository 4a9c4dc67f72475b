using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Memory;

internal sealed partial class MemoryTenantStore
{
    public Task<bool> EraseAsync(TenantId tenant, int batch, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        return store.WriteAsync("Tenants.Erase", tenant, tables => Erase(tables, tenant, batch), cancellation);
    }

    private static bool Erase(MemoryTables tables, TenantId tenant, int batch)
    {
        var stored = tables.Tenants.GetValueOrDefault(tenant.Value);
        if (stored?.Status is not TenantStatus.Draining)
        {
            return stored?.Status is TenantStatus.Closed ? true : throw Erasures.NotDraining(tenant, stored?.Status.ToString());
        }

        foreach (var erase in Rows(tables, tenant).Take(batch).ToList())
        {
            erase();
            batch--;
        }

        if (batch == 0)
        {
            return false;
        }

        tables.Tenants[tenant.Value] = stored with { Status = TenantStatus.Closed, Name = "(erased)", Version = stored.Version + 1 };
        return true;
    }

    private static IEnumerable<Action> Rows(MemoryTables tables, TenantId tenant)
    {
        var prefix = $"{tenant}/";
        return tables.Effects.Where(pair => pair.Key.Tenant == tenant).SelectMany(pair => pair.Value.Select(effect => new Action(() => pair.Value.Remove(effect))))
            .Concat(tables.Documents.Keys.Where(key => key.Tenant == tenant).Select(key => new Action(() => tables.Documents.Remove(key))))
            .Concat(tables.References.Keys.Where(key => key.Tenant == tenant).Select(key => new Action(() => tables.References.Remove(key))))
            .Concat(tables.Events.Values.Where(@event => @event.Connection.Tenant == tenant).Select(@event => new Action(() => tables.Events.Remove(@event.Id))))
            .Concat(tables.Keys.Where(key => key.Tenant == tenant).Select(key => new Action(() => tables.Keys.Remove(key))))
            .Concat(tables.AlertMessages.Where(message => message.Key.Tenant == tenant).Select(message => new Action(() => tables.AlertMessages.Remove(message))))
            .Concat(tables.Alerts.Where(alert => alert.Key.Tenant == tenant).Select(alert => new Action(() => tables.Alerts.Remove(alert))))
            .Concat(tables.Merges.Keys.Where(key => key.Connection.Tenant == tenant).Select(key => new Action(() => tables.Merges.Remove(key))))
            .Concat(tables.Drifts.Where(drift => drift.Drift.Settled.Drift.Document.Tenant == tenant).Select(drift => new Action(() => tables.Drifts.Remove(drift))))
            .Concat(tables.Runs.Where(run => run.Connection.Tenant == tenant).Select(run => new Action(() => tables.Runs.Remove(run))))
            .Concat(Named(tables.AlertWebhooks, prefix))
            .Concat(Named(tables.Replays, prefix))
            .Concat(Named(tables.Policies, prefix))
            .Concat(Named(tables.Feeds, prefix))
            .Concat(Named(tables.Levels, prefix))
            .Concat(Named(tables.Reservations, prefix))
            .Concat(Named(tables.Positions, prefix))
            .Concat(Named(tables.Connections, prefix))
            .Concat(Named(tables.LastVersions, prefix))
            .Concat(Named(tables.Epochs, prefix));
    }

    private static IEnumerable<Action> Named<T>(SortedDictionary<string, T> table, string prefix)
        => table.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => new Action(() => table.Remove(name)));
}
