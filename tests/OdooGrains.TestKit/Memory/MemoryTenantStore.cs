using System.Text.Json.Nodes;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="ITenantStore"/>
internal sealed partial class MemoryTenantStore(MemoryStore store) : ITenantStore
{
    public Task<bool> CreateTenantAsync(Tenant tenant, CancellationToken cancellation) => store.WriteAsync(
        "Tenants.CreateTenant",
        tenant.Id,
        tables => tables.Tenants.TryAdd(tenant.Id.Value, tenant with { Version = 1, CreatedAt = StoredTime.Cut(tenant.CreatedAt) }),
        cancellation);

    public Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellation)
        => store.ReadAsync("Tenants.FindTenant", id, tables => tables.Tenants.GetValueOrDefault(id.Value), cancellation);

    public Task<IReadOnlyList<Tenant>> ListTenantsAsync(TenantId? after, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<Tenant>>(
        "Tenants.ListTenants",
        null,
        tables => [.. tables.Tenants.Values.Where(tenant => string.CompareOrdinal(tenant.Id.Value, after?.Value ?? "") > 0).Take(limit)],
        cancellation);

    public Task<bool> UpdateTenantAsync(Tenant tenant, long expectedVersion, CancellationToken cancellation) => store.WriteAsync(
        "Tenants.UpdateTenant",
        tenant.Id,
        tables =>
        {
            if (!tables.Tenants.TryGetValue(tenant.Id.Value, out var stored) || stored.Version != expectedVersion || stored.Status is TenantStatus.Closed)
            {
                return false;
            }

            tables.Tenants[tenant.Id.Value] = tenant with { Version = expectedVersion + 1, CreatedAt = stored.CreatedAt };
            return true;
        },
        cancellation);

    public Task<int> UnsettledAsync(TenantId tenant, CancellationToken cancellation) => store.ReadAsync(
        "Tenants.Unsettled",
        tenant,
        tables => tables.Effects.Where(pair => pair.Key.Tenant == tenant).SelectMany(pair => pair.Value).Count(MemoryEffectStore.IsUnsettled),
        cancellation);

    public Task<long?> PutConnectionAsync(StoredConnection connection, long expectedVersion, CancellationToken cancellation)
    {
        var copy = Copy(connection) with { UpdatedAt = StoredTime.Cut(connection.UpdatedAt) };
        return store.WriteAsync<long?>(
            "Tenants.PutConnection",
            connection.Key.Tenant,
            tables =>
            {
                var name = connection.Key.ToString();
                if ((tables.Connections.GetValueOrDefault(name)?.Version ?? 0) != expectedVersion)
                {
                    return null;
                }

                var version = 1 + (expectedVersion == 0 ? tables.LastVersions.GetValueOrDefault(name) : expectedVersion);
                tables.Connections[name] = copy with { Version = version };
                return version;
            },
            cancellation);
    }

    public Task<StoredConnection?> FindConnectionAsync(ConnectionKey key, CancellationToken cancellation) => store.ReadAsync(
        "Tenants.FindConnection", key.Tenant, tables => tables.Connections.TryGetValue(key.ToString(), out var found) ? Copy(found) : null, cancellation);

    public Task<IReadOnlyList<StoredConnection>> ListConnectionsAsync(TenantId tenant, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<StoredConnection>>(
        "Tenants.ListConnections", tenant, tables => [.. tables.Connections.Values.Where(connection => connection.Key.Tenant == tenant).Select(Copy)], cancellation);

    public Task<bool> MarkAuthFailedAsync(ConnectionKey key, long version, string reason, CancellationToken cancellation) => store.WriteAsync(
        "Tenants.MarkAuthFailed",
        key.Tenant,
        tables =>
        {
            var agrees = tables.Connections.TryGetValue(key.ToString(), out var present) && present.Version == version && present.Status is ConnectionStatus.Active;
            if (agrees)
            {
                tables.Connections[key.ToString()] = present! with { Status = ConnectionStatus.AuthFailed, StatusReason = reason };
            }

            return agrees;
        },
        cancellation);

    public Task<bool> DeleteConnectionAsync(ConnectionKey key, CancellationToken cancellation)
        => store.WriteAsync(
            "Tenants.DeleteConnection",
            key.Tenant,
            tables =>
            {
                tables.Policies.Remove(MemoryPolicyStore.Key(PolicyScope.Of(key)));
                foreach (var feed in tables.Feeds.Values.Where(feed => feed.Key.Connection == key).ToList())
                {
                    tables.Feeds.Remove(feed.Key.ToString());
                }

                foreach (var level in tables.Levels.Where(level => level.Value.Connection == key).Select(level => level.Key).ToList())
                {
                    tables.Levels.Remove(level);
                }

                var isGone = tables.Connections.Remove(key.ToString(), out var gone);
                if (isGone)
                {
                    tables.LastVersions[key.ToString()] = gone!.Version;
                    tables.Epochs.TryAdd(key.ToString(), 1);
                }

                return isGone;
            },
            cancellation);

    // JSON objects can be changed by whoever holds them.
    private static StoredConnection Copy(StoredConnection connection) => connection with
    {
        Settings = (JsonObject)connection.Settings.DeepClone(),
        Found = (JsonObject)connection.Found.DeepClone(),
        Secrets = [.. connection.Secrets],
    };
}
