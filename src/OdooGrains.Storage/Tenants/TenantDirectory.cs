using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Secrets;

namespace OdooGrains.Storage.Tenants;

/// <summary>A connection with its tenant and its opened secrets, the newest first. Lives in memory only.</summary>
public sealed record OpenedConnection(StoredConnection Connection, Tenant Tenant, IReadOnlyDictionary<string, IReadOnlyList<string>> Secrets);

/// <summary>
/// Tenants and connections from memory, at most <see cref="AgeMax"/> old; writes of this process refresh it at once. A miss reads the store,
/// once for all that miss together and once for all connections of a tenant: an order of a tenant that is rarely heard of needs two of them. That
/// there is nothing is remembered for <see cref="MissAgeMax"/>.
/// </summary>
public sealed class TenantDirectory(ITenantStore store, SecretBox box, TimeProvider time)
{
    /// <summary>How old an entry may be: what another process changed takes effect within this time. 30 s.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(30);

    /// <summary>How long it is remembered that there is no such tenant or connection, so that hooks of nobody do not read the store each time. 1 s.</summary>
    public static readonly TimeSpan MissAgeMax = TimeSpan.FromSeconds(1);

    /// <summary>Tenants that do not exist and are remembered within <see cref="MissAgeMax"/>: anybody can ask for any name. What is beyond is read each time.</summary>
    public const int MissesMax = 10_000;

    private readonly AgedCache<TenantId, IReadOnlyList<KeptConnection>> _connections = new(AgeMax, MissAgeMax, MissesMax, time);
    private readonly AgedCache<TenantId, Tenant> _tenants = new(AgeMax, MissAgeMax, MissesMax, time);

    /// <summary>Null when the tenant or the connection does not exist.</summary>
    public async ValueTask<OpenedConnection?> FindAsync(ConnectionKey key, CancellationToken cancellation)
        => await FindTenantAsync(key.Tenant, cancellation) is { } tenant && await FindKeptAsync(key, cancellation) is { } kept ? new(kept.Connection, tenant, kept.Secrets) : null;

    public ValueTask<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellation)
        => _tenants.FindAsync(id, tenant => store.FindTenantAsync(tenant, CancellationToken.None), cancellation);

    /// <summary>All connections of a tenant; empty when it does not exist.</summary>
    public async ValueTask<IReadOnlyList<StoredConnection>> ListAsync(TenantId tenant, CancellationToken cancellation)
        => [.. (await _connections.FindAsync(tenant, ReadAsync, cancellation) ?? []).Select(kept => kept.Connection)];

    /// <summary>The tenant or one of its connections was written.</summary>
    public void Forget(TenantId tenant)
    {
        _tenants.Forget(tenant);
        _connections.Forget(tenant);
    }

    // One that is not there may have been made a moment ago by another process; so it is looked for again, but not with each hook.
    private async ValueTask<KeptConnection?> FindKeptAsync(ConnectionKey key, CancellationToken cancellation)
    {
        if (Of(await _connections.FindAsync(key.Tenant, ReadAsync, cancellation), key) is { } kept)
        {
            return kept;
        }

        _connections.Forget(key.Tenant, olderThan: MissAgeMax);
        return Of(await _connections.FindAsync(key.Tenant, ReadAsync, cancellation), key);
    }

    private static KeptConnection? Of(IReadOnlyList<KeptConnection>? connections, ConnectionKey key) => connections?.FirstOrDefault(kept => kept.Connection.Key == key);

    private async Task<IReadOnlyList<KeptConnection>?> ReadAsync(TenantId tenant)
        => [.. (await store.ListConnectionsAsync(tenant, CancellationToken.None)).Select(connection => new KeptConnection(connection, Open))];

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

    // Opened when it is asked for first: a secret that cannot be opened is no reason to find no other connection of the tenant.
    private sealed class KeptConnection(StoredConnection connection, Func<StoredConnection, IReadOnlyDictionary<string, IReadOnlyList<string>>> open)
    {
        private IReadOnlyDictionary<string, IReadOnlyList<string>>? _secrets;

        public StoredConnection Connection { get; } = connection;

        public IReadOnlyDictionary<string, IReadOnlyList<string>> Secrets => _secrets ??= open(Connection);
    }
}
