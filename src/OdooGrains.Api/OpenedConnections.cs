using OdooGrains.Connectors;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api;

/// <summary>Opened connections as connectors see them.</summary>
internal static class OpenedConnections
{
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
