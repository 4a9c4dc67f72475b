using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Auth;
using OdooGrains.Connectors;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>What waits at a connection and why: the depth from the store, the rest from its owner where that answers in time.</summary>
internal static class ConnectionStatuses
{
    public static async Task<Results<Ok<ConnectionStatusView>, Problem>> GetAsync(
        Scope scope, string c, ITenantStore store, IEffectStore effects, GrainCalls grains, ConnectorRegistry connectors, ApiOptions options, TimeProvider time, HttpContext context)
    {
        if (ConnectionEndpoints.Key(scope, c) is not { } key || await store.FindConnectionAsync(key, context.RequestAborted) is not { } connection)
        {
            return Problems.NoConnection(c);
        }

        var depth = effects.DepthAsync(key, context.RequestAborted);
        var report = await grains.StatusAsync(key);
        var now = time.GetUtcNow();
        return TypedResults.Ok(new ConnectionStatusView(
            ConnectionView.StatusText(connection.Status),
            report?.Blocked ?? connection.Blocked,
            [.. (await depth).Select(lane => new LaneView(Word(lane.Lane.ToString()), StatusWord(lane), lane.Count, Math.Max(0, (now - lane.OldestPlannedAt).TotalSeconds)))],
            report?.InFlight,
            report?.ConcurrencyMax,
            FailureView.Of(report?.LastFailure),
            report?.LastFailureAt,
            report?.LastSuccessAt,
            report is not null,
            HookUrls.Of(context.Request, options, key, connectors.Find(connection.Kind))));
    }

    private static string StatusWord(LaneDepth lane) => lane.Status is Domain.Effects.EffectStatus.InDoubt ? "in_doubt" : Word(lane.Status.ToString());

    private static string Word(string name) => name.ToLowerInvariant();
}
