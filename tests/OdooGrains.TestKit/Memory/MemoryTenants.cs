using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit;

internal sealed class MemoryTenants(MemoryDatabase database, MemoryDoor door) : ITenantStore
{
    public Task<bool> CreateTenantAsync(Tenant tenant, CancellationToken cancellation)
        => door.WriteAsync("CreateTenant", tenant.Id.Value, () => database.Tenants.TryAdd(tenant.Id.Value, tenant with { Version = 1 }));

    public Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellation)
        => door.ReadAsync("FindTenant", id.Value, () => database.Tenants.GetValueOrDefault(id.Value));

    public Task<IReadOnlyList<Tenant>> ListTenantsAsync(TenantId? after, int limit, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<Tenant>>("ListTenants", "", () =>
            [.. database.Tenants.Values.Where(tenant => after is null || string.CompareOrdinal(tenant.Id.Value, after.Value.Value) > 0).Take(limit)]);

    public Task<bool> UpdateTenantAsync(Tenant tenant, long expectedVersion, CancellationToken cancellation)
        => door.WriteAsync("UpdateTenant", tenant.Id.Value, () =>
        {
            if (database.Tenants.GetValueOrDefault(tenant.Id.Value)?.Version != expectedVersion)
            {
                return false;
            }

            database.Tenants[tenant.Id.Value] = tenant with { Version = expectedVersion + 1 };
            return true;
        });

    public Task<bool> EraseAsync(TenantId tenant, int batch, DateTimeOffset now, CancellationToken cancellation)
        => door.WriteAsync("Erase", tenant.Value, () => Erase(tenant, batch));

    public Task<int> UnsettledAsync(TenantId tenant, CancellationToken cancellation)
        => door.ReadAsync("UnsettledOfTenant", tenant.Value, () => Unsettled(tenant));

    public Task<bool> PutConnectionAsync(StoredConnection connection, long expectedVersion, CancellationToken cancellation)
        => door.WriteAsync("PutConnection", connection.Key.ToString(), () =>
        {
            if ((database.Connections.GetValueOrDefault(connection.Key.ToString())?.Version ?? 0) != expectedVersion)
            {
                return false;
            }

            database.Connections[connection.Key.ToString()] = connection with { Version = expectedVersion + 1 };
            return true;
        });

    public Task<StoredConnection?> FindConnectionAsync(ConnectionKey key, CancellationToken cancellation)
        => door.ReadAsync("FindConnection", key.ToString(), () => database.Connections.GetValueOrDefault(key.ToString()));

    public Task<IReadOnlyList<StoredConnection>> ListConnectionsAsync(TenantId tenant, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<StoredConnection>>("ListConnections", tenant.Value, () => [.. database.Connections.Values.Where(connection => connection.Key.Tenant == tenant)]);

    public Task<bool> DeleteConnectionAsync(ConnectionKey key, CancellationToken cancellation)
        => door.WriteAsync("DeleteConnection", key.ToString(), () => database.Connections.Remove(key.ToString()));

    public Task AddKeyAsync(StoredKey key, CancellationToken cancellation)
        => door.WriteAsync("AddKey", key.Tenant?.Value ?? "", () =>
        {
            database.Keys.Add(key);
            return true;
        });

    public Task<StoredKey?> FindKeyAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation)
        => door.ReadAsync("FindKey", "", () => database.Keys.Find(key => key.Hash.Span.SequenceEqual(hash.Span)));

    public Task<IReadOnlyList<StoredKey>> ListKeysAsync(TenantId tenant, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<StoredKey>>("ListKeys", tenant.Value, () => [.. database.Keys.Where(key => key.Tenant == tenant)]);

    public Task<bool> RevokeKeyAsync(TenantId tenant, Guid id, CancellationToken cancellation)
        => door.WriteAsync("RevokeKey", tenant.Value, () => database.Keys.RemoveAll(key => key.Tenant == tenant && key.Id == id) > 0);

    public Task TouchKeysAsync(IReadOnlyCollection<(TenantId Tenant, Guid Id, DateTimeOffset At)> uses, CancellationToken cancellation)
        => door.WriteAsync("TouchKeys", "", () =>
        {
            foreach (var use in uses)
            {
                var at = database.Keys.FindIndex(key => key.Tenant == use.Tenant && key.Id == use.Id);
                if (at >= 0)
                {
                    database.Keys[at] = database.Keys[at] with { LastUsedAt = use.At };
                }
            }

            return true;
        });

    private bool Erase(TenantId tenant, int batch)
    {
        if (Unsettled(tenant) > 0 || database.Erase(tenant, batch) > 0)
        {
            return false;
        }

        foreach (var key in database.Connections.Keys.Where(key => database.Connections[key].Key.Tenant == tenant).ToList())
        {
            database.Connections.Remove(key);
        }

        database.Keys.RemoveAll(key => key.Tenant == tenant);
        if (database.Tenants.TryGetValue(tenant.Value, out var closed))
        {
            database.Tenants[tenant.Value] = closed with { Status = TenantStatus.Closed, Version = closed.Version + 1 };
        }

        return true;
    }

    private int Unsettled(TenantId tenant)
        => database.Documents.Where(row => row.Head.Key.Tenant == tenant).Sum(row => row.Effects.Count(effect => effect.Status is EffectStatus.Sent or EffectStatus.InDoubt));
}
