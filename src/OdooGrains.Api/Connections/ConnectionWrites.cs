using Microsoft.Extensions.Logging;
using OdooGrains.Api.Auth;
using OdooGrains.Connectors;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>Writes connections, and lets those who must know of it know.</summary>
internal sealed partial class ConnectionWrites(
    ITenantStore store,
    IEffectStore effects,
    ForcedHolds holds,
    TenantDirectory directory,
    PolicyDirectory policies,
    SecretBox box,
    ConnectorRegistry connectors,
    GrainCalls grains,
    ApiOptions options,
    TimeProvider time,
    ILogger<ConnectionWrites> logger)
{
    private const int TriesMax = 5;

    /// <summary>Settings that decide which system a call reaches: a change while calls are unsettled would look for them in the wrong place.</summary>
    private static readonly string[] TargetSettings = ["url", "database", "login", "shop"];

    /// <summary>The connection as it shall be stored.</summary>
    public StoredConnection Merged(ConnectionKey key, PutConnection request, StoredConnection? present, IReadOnlyDictionary<string, IReadOnlyList<string>> opened)
    {
        var now = time.GetUtcNow();
        var added = request.Secrets
            .Where(secret => secret.Value is null || !opened.TryGetValue(secret.Key, out var values) || values[0] != secret.Value)
            .ToDictionary(secret => secret.Key, secret => secret.Value is { } value ? box.Seal(key, secret.Key, value) : (ReadOnlyMemory<byte>?)null);
        var moved = present is null || Moves(present, request);
        return new()
        {
            Key = key,
            Kind = request.Kind,
            Settings = request.Settings,
            Found = moved ? [] : present!.Found,
            Secrets = SecretRotation.Apply(present?.Secrets ?? [], added, now, request.RetireNow ? TimeSpan.Zero : options.SecretOverlap),
            // Refused credentials are tried anew once anything was changed; a person's pause stays.
            Status = present?.Status is ConnectionStatus.Paused ? ConnectionStatus.Paused : ConnectionStatus.Active,
            StatusReason = present?.Status is ConnectionStatus.Paused ? present.StatusReason : null,
            UpdatedAt = now,
        };
    }

    public static bool Moves(StoredConnection present, PutConnection request)
        => TargetSettings.Any(name => present.Settings[name]?.ToJsonString() != request.Settings[name]?.ToJsonString());

    /// <summary>Stores it; null when somebody else wrote it meanwhile.</summary>
    public async Task<StoredConnection?> StoreAsync(StoredConnection connection, long expectedVersion, CancellationToken cancellation)
    {
        if (await store.PutConnectionAsync(connection, expectedVersion, cancellation) is not { } version)
        {
            return null;
        }

        await ToldAsync(connection);
        return connection with { Version = version };
    }

    /// <summary>Changes what is stored, again from what is stored then where somebody else wrote it meanwhile. Null when there is none.</summary>
    public async Task<StoredConnection?> ChangeAsync(ConnectionKey key, Func<StoredConnection, StoredConnection> change, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= TriesMax; attempt++)
        {
            if (await store.FindConnectionAsync(key, cancellation) is not { } present)
            {
                return null;
            }

            var changed = change(present);
            if (ReferenceEquals(changed, present))
            {
                await ToldAsync(present);
                return present;
            }

            if (await StoreAsync(changed with { UpdatedAt = time.GetUtcNow() }, present.Version, cancellation) is { } stored)
            {
                return stored;
            }
        }

        throw new StoreUnavailableException($"Connection {key} changed under {TriesMax} writes in a row.");
    }

    public async Task<bool> DeleteAsync(StoredConnection present, CancellationToken cancellation)
    {
        var isDeleted = await store.DeleteConnectionAsync(present.Key, cancellation);
        policies.Forget(PolicyScope.Of(present.Key));
        await ToldAsync(present);
        return isDeleted;
    }

    /// <summary>
    /// Makes way for a change that unsettled calls depend on. By force it pauses the connection and holds them first, so that a kill in between
    /// leaves a paused connection and a request to repeat, never a changed one with calls that would be looked for in the wrong place.
    /// </summary>
    /// <returns>The connection as it stands now, or why the change must not be made.</returns>
    public async Task<(StoredConnection Present, Problem? Problem)> MakeWayAsync(StoredConnection present, Force force, Caller caller, CancellationToken cancellation)
    {
        var key = present.Key;
        var count = await effects.UnsettledAsync(key, cancellation);
        if (count == 0)
        {
            return (present, null);
        }

        if (!force.IsForced)
        {
            return (present, Problems.Conflict("effects_unsettled", "Calls are not settled yet.",
                $"{count} effect(s) of connection '{key.Connection}' are sent or in doubt. Pause it and wait until they are settled (see its status), or repeat with ?force=true&reason=…, which holds them for a person to retry or discard."));
        }

        LogForced(key.Tenant, key.Connection, count, caller, force.Reason!);
        var reason = $"Paused by {caller} for a change by force that was not ended ({force.Reason!.TrimEnd('.')}); repeat the change, or resume it.";
        var paused = present with { Status = ConnectionStatus.Paused, StatusReason = reason, UpdatedAt = time.GetUtcNow() };
        if (await StoreAsync(paused, present.Version, cancellation) is not { } stored)
        {
            return (present, Problems.PreconditionFailed(present.Version + 1));
        }

        await holds.HoldAsync(key, force.Reason!, cancellation);
        return (stored, null);
    }

    // A feed's own grain begins it, and ends it where the connection is gone.
    private async Task ToldAsync(StoredConnection connection)
    {
        directory.Forget(connection.Key.Tenant);
        await grains.ReloadAsync(connection.Key);
        await grains.EnsureFeedsAsync((connectors.Find(connection.Kind)?.AllFeeds ?? []).Select(feed => new FeedKey(connection.Key, feed.Name)));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} of tenant {Tenant} is changed or deleted by force: {Unsettled} effects that are sent or in doubt are held, by {Caller}: {Reason}")]
    private partial void LogForced(TenantId tenant, ConnectionId connection, int unsettled, Caller caller, string reason);
}
