using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Connections;

/// <summary>Connections as connectors see them, from the cached directory.</summary>
public sealed class ConnectionDirectory(TenantDirectory directory)
{
    public async ValueTask<ConnectionConfig?> FindAsync(ConnectionKey key, CancellationToken cancellation = default)
        => await directory.FindAsync(key, cancellation) is { } opened ? Config(opened) : null;

    /// <summary>With its status, for the owner of the connection.</summary>
    public async ValueTask<(ConnectionConfig Config, StoredConnection Stored, Tenant Tenant)?> FindWithStatusAsync(ConnectionKey key, CancellationToken cancellation = default)
        => await directory.FindAsync(key, cancellation) is { } opened ? (Config(opened), opened.Connection, opened.Tenant) : null;

    /// <summary>Reads the tenant and its connections anew when they are asked for next.</summary>
    public void Forget(TenantId tenant) => directory.Forget(tenant);

    public static ConnectionConfig Config(OpenedConnection opened) => new()
    {
        Key = opened.Connection.Key,
        Kind = opened.Connection.Kind,
        Settings = opened.Connection.Settings,
        Found = opened.Connection.Found,
        Secrets = opened.Secrets,
        Version = opened.Connection.Version,
    };
}
