using Microsoft.Extensions.Logging;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Connections;

public sealed partial class ConnectionGrain
{
    private void LogBreaker(DateTimeOffset? openBefore, Failure? failure)
    {
        if (openBefore is null && _breaker?.OpenSince is not null)
        {
            LogBreakerOpened(_key.Tenant, _key.Connection, failure?.Message ?? "They took too long.");
        }
        else if (openBefore is { } since && _breaker?.OpenSince is null)
        {
            LogBreakerClosed(_key.Tenant, _key.Connection, time.GetUtcNow() - since);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} of tenant {Tenant} waits after a failure of class {Class}: {Reason}")]
    private partial void LogBlocked(TenantId tenant, ConnectionId connection, FailureClass @class, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The breaker of connection {Connection} of tenant {Tenant} is open: {Reason}")]
    private partial void LogBreakerOpened(TenantId tenant, ConnectionId connection, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The breaker of connection {Connection} of tenant {Tenant} is closed again after {OpenFor}")]
    private partial void LogBreakerClosed(TenantId tenant, ConnectionId connection, TimeSpan openFor);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} of tenant {Tenant} lost its epoch {Epoch} to another owner; this activation ends")]
    private partial void LogEpochLost(TenantId tenant, ConnectionId connection, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The effects of connection {Connection} of tenant {Tenant} could not be read or started now; its owner tries again")]
    private partial void LogNotPumped(TenantId tenant, ConnectionId connection, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} could not put effect {Effect} in doubt; the sweep will find it")]
    private partial void LogNotAbandoned(ConnectionKey connection, EffectKey effect, Exception error);
}
