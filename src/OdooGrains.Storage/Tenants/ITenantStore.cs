using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Tenants;

/// <summary>Tenants, their connections with sealed secrets, and their API keys.</summary>
public interface ITenantStore
{
    /// <summary>False when the id is taken, or was ever given (a deleted id is never given again).</summary>
    Task<bool> CreateTenantAsync(Tenant tenant, CancellationToken cancellation);

    Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellation);

    /// <summary>By id, after the cursor.</summary>
    Task<IReadOnlyList<Tenant>> ListTenantsAsync(TenantId? after, int limit, CancellationToken cancellation);

    /// <summary>Stores the tenant at <paramref name="expectedVersion"/> + 1; false when the row has another version.</summary>
    Task<bool> UpdateTenantAsync(Tenant tenant, long expectedVersion, CancellationToken cancellation);

    /// <summary>Erases up to <paramref name="batch"/> rows of a draining tenant; true when none is left and the tenant is closed with an erasure record.</summary>
    Task<bool> EraseAsync(TenantId tenant, int batch, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>How many effects of the tenant are sent or in doubt: they must be settled before their rows are erased.</summary>
    Task<int> UnsettledAsync(TenantId tenant, CancellationToken cancellation);

    /// <summary>
    /// Inserts (expected version 0) or replaces a connection. Versions rise over deletions: a connection that is made again goes on from where the
    /// one before it ended, so that what is kept under its key and version elsewhere is never taken for another's.
    /// </summary>
    /// <returns>The version that it has now; null when the row has another one than expected.</returns>
    Task<long?> PutConnectionAsync(StoredConnection connection, long expectedVersion, CancellationToken cancellation);

    Task<StoredConnection?> FindConnectionAsync(ConnectionKey key, CancellationToken cancellation);

    Task<IReadOnlyList<StoredConnection>> ListConnectionsAsync(TenantId tenant, CancellationToken cancellation);

    /// <summary>
    /// Sets an active connection of this version to <see cref="ConnectionStatus.AuthFailed"/>; false where it has another version or is not
    /// active. The version stays: the configuration is the same, and what is kept of it elsewhere stays true.
    /// </summary>
    Task<bool> MarkAuthFailedAsync(ConnectionKey key, long version, string reason, CancellationToken cancellation);

    /// <summary>False when there is none.</summary>
    Task<bool> DeleteConnectionAsync(ConnectionKey key, CancellationToken cancellation);

    Task AddKeyAsync(StoredKey key, CancellationToken cancellation);

    /// <summary>By the hash of the whole key; null when unknown.</summary>
    Task<StoredKey?> FindKeyAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellation);

    /// <summary>Keys of a tenant, or of the platform where it is null, oldest first, revoked ones too.</summary>
    Task<IReadOnlyList<StoredKey>> ListKeysAsync(TenantId? tenant, CancellationToken cancellation);

    /// <summary>Revokes a key of a tenant, or of the platform where it is null; false when there is none that stands.</summary>
    Task<bool> RevokeKeyAsync(TenantId? tenant, Guid id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Remembers when keys were used last; lost updates are harmless.</summary>
    Task TouchKeysAsync(IReadOnlyCollection<(TenantId Tenant, Guid Id, DateTimeOffset At)> uses, CancellationToken cancellation);
}
