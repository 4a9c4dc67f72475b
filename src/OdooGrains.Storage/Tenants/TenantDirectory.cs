using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Storage.Tenants;

/// <summary>A connection with its tenant and its opened secrets, the newest first. Lives in memory only.</summary>
public sealed record OpenedConnection(StoredConnection Connection, Tenant Tenant, IReadOnlyDictionary<string, IReadOnlyList<string>> Secrets);

/// <summary>
/// Tenants and connections from memory, at most <see cref="AgeMax"/> old; writes of this process refresh it at once. A miss reads the store,
/// once for all that miss together; that there is nothing is remembered for <see cref="MissAgeMax"/>.
/// </summary>
public sealed class TenantDirectory(ITenantStore store, SecretBox box, TimeProvider time)
{
    /// <summary>How old an entry may be: what another process changed takes effect within this time. 30 s.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(30);

    /// <summary>How long it is remembered that there is no such tenant or connection, so that hooks of nobody do not read the store each time. 1 s.</summary>
    public static readonly TimeSpan MissAgeMax = TimeSpan.FromSeconds(1);

    /// <summary>Misses that are remembered within <see cref="MissAgeMax"/>: anybody can ask for any name. What is beyond is read each time.</summary>
    public const int MissesMax = 10_000;

    private readonly AgedCache<ConnectionKey, OpenedConnection> _connections = new(AgeMax, MissAgeMax, MissesMax, time);
    private readonly AgedCache<TenantId, Tenant> _tenants = new(AgeMax, MissAgeMax, MissesMax, time);

    /// <summary>Null when the tenant or the connection does not exist.</summary>
    public ValueTask<OpenedConnection?> FindAsync(ConnectionKey key, CancellationToken cancellation)
        => _connections.FindAsync(key, ReadAsync, cancellation);

    public ValueTask<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellation)
        => _tenants.FindAsync(id, tenant => store.FindTenantAsync(tenant, CancellationToken.None), cancellation);

    /// <summary>The tenant or one of its connections was written.</summary>
    public void Forget(TenantId tenant)
    {
        _tenants.Forget(tenant);
        _connections.Forget(key => key.Tenant == tenant);
    }

    private async Task<OpenedConnection?> ReadAsync(ConnectionKey key)
    {
        var tenant = await store.FindTenantAsync(key.Tenant, CancellationToken.None);
        var connection = await store.FindConnectionAsync(key, CancellationToken.None);
        return tenant is null || connection is null ? null : new(connection, tenant, Open(connection));
    }

    private Dictionary<string, IReadOnlyList<string>> Open(StoredConnection connection)
    {
        var now = time.GetUtcNow();
        return connection.Secrets
            .Where(secret => secret.RetiresAt is null || secret.RetiresAt > now)
            .GroupBy(secret => secret.Name, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                IReadOnlyList<string> (group) => [.. group.OrderByDescending(secret => secret.CreatedAt).Select(secret => box.Open(connection.Key, secret.Name, secret.Box.Span))],
                StringComparer.Ordinal);
    }
}
