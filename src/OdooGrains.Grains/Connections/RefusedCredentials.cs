using Microsoft.Extensions.Logging;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Connections;

/// <summary>Pauses a connection whose credentials were refused, for good and for every process, and raises the one alarm.</summary>
public sealed partial class RefusedCredentials(ITenantStore store, TenantDirectory directory, ILogger<RefusedCredentials> logger)
{
    /// <param name="key">The connection.</param>
    /// <param name="version">The configuration that the refused call was made with; where it is no longer the stored one, nothing happens.</param>
    /// <param name="reason">How the outside system refused it, a sentence.</param>
    public async Task PauseAsync(ConnectionKey key, long version, string reason)
    {
        if (await store.MarkAuthFailedAsync(key, version, reason, CancellationToken.None))
        {
            Instruments.AuthFailed.Add(1);
            LogAuthFailed(key.Tenant, key.Connection, reason);
        }

        directory.Forget(key.Tenant);
    }

    [LoggerMessage(EventName = "connection.auth_failed", Level = LogLevel.Error, Message = "Connection {Connection} of tenant {Tenant} is paused until it is changed, tested or resumed, since its credentials were refused: {Reason}")]
    private partial void LogAuthFailed(TenantId tenant, ConnectionId connection, string reason);
}
