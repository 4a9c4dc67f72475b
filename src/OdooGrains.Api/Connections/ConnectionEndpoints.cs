using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Failures;
using OdooGrains.Api.Http;
using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>A tenant's outside systems: read, pause, resume, delete. Writing, testing and watching them have files of their own.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this RouteGroupBuilder tenant)
    {
        var connections = tenant.MapGroup("/connections").WithTags("connections");
        connections.MapGet("/", ListAsync).WithSummary("Lists connections");
        connections.MapGet("/{c}", GetAsync).WithSummary("Shows a connection; of secrets, names and dates only");
        connections.MapPut("/{c}", ConnectionPut.PutAsync).WithSummary("Creates a connection, or replaces it with If-Match");
        connections.MapDelete("/{c}", DeleteAsync).WithSummary("Deletes a connection");
        connections.MapPost("/{c}/pause", PauseAsync).WithSummary("Lets its effects wait; events are still accepted. With ?preview=true it shows what that would touch, and pauses nothing");
        connections.MapPost("/{c}/resume", ResumeAsync).WithSummary("Lets its effects go on");
        connections.MapPost("/{c}/test", ConnectionTests.TestAsync).WithSummary("Calls the system, keeps the defaults it finds, says what is missing");
        connections.MapGet("/{c}/status", ConnectionStatuses.GetAsync).WithSummary("Shows what waits, what blocks it and what failed last");
        connections.MapPost("/{c}/feeds/{f}/read", FeedEndpoints.ReadAsync).WithSummary("Reads a feed now; with since, everything changed since then again");
        connections.MapGet("/{c}/events", EventEndpoints.ListAsync).WithSummary("Lists accepted events, newest first, without bodies");
    }

    /// <summary>The key of a connection in the route; null where the id cannot be one.</summary>
    public static ConnectionKey? Key(Scope scope, string c) => ConnectionId.IsValid(c) ? new(scope.Id, new(c)) : null;

    private static async Task<Ok<Page<ConnectionView>>> ListAsync(Scope scope, ITenantStore store, ConnectionShow show, HttpContext context)
    {
        var connections = await store.ListConnectionsAsync(scope.Id, context.RequestAborted);
        return TypedResults.Ok(new Page<ConnectionView>([.. connections.Select(connection => show.View(context, connection))], null));
    }

    private static async Task<Results<Ok<ConnectionView>, Problem>> GetAsync(Scope scope, string c, ITenantStore store, ConnectionShow show, HttpContext context)
        => Key(scope, c) is { } key && await store.FindConnectionAsync(key, context.RequestAborted) is { } connection ? show.Shown(context, connection) : Problems.NoConnection(c);

    private static async Task<Results<Ok<ConnectionView>, Ok<BlastRadiusView>, Problem>> PauseAsync(
        Scope scope, string c, bool? preview, ITenantStore store, BlastRadii radii, ConnectionWrites writes, ConnectionShow show, HttpContext context)
    {
        if (preview is true)
        {
            return Key(scope, c) is { } key && await store.FindConnectionAsync(key, context.RequestAborted) is not null
                ? TypedResults.Ok(await radii.OfAsync(new(key.Connection, null, null, null), scope.Id, context.RequestAborted))
                : Problems.NoConnection(c);
        }

        var answer = await ChangeAsync(scope, c, writes, show, context, connection => connection.Status is ConnectionStatus.Paused
            ? connection
            : connection with { Status = ConnectionStatus.Paused, StatusReason = $"Paused by {scope.Caller}; resume it to go on." });
        return answer.Result is Ok<ConnectionView> shown ? shown : (Problem)answer.Result;
    }

    private static Task<Results<Ok<ConnectionView>, Problem>> ResumeAsync(Scope scope, string c, ConnectionWrites writes, ConnectionShow show, HttpContext context)
        => ChangeAsync(scope, c, writes, show, context, connection => connection.Status is ConnectionStatus.Active
            ? connection
            : connection with { Status = ConnectionStatus.Active, StatusReason = null });

    private static async Task<Results<Ok<ConnectionView>, Problem>> ChangeAsync(
        Scope scope, string c, ConnectionWrites writes, ConnectionShow show, HttpContext context, Func<StoredConnection, StoredConnection> change)
        => Key(scope, c) is { } key && await writes.ChangeAsync(key, change, context.RequestAborted) is { } connection ? show.Shown(context, connection) : Problems.NoConnection(c);

    private static async Task<Results<NoContent, Problem>> DeleteAsync(
        Scope scope, string c, [AsParameters] Force force, ITenantStore store, ConnectorRegistry connectors, ConnectionWrites writes, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (Key(scope, c) is not { } key || await store.FindConnectionAsync(key, cancellation) is not { } present)
        {
            return Problems.NoConnection(c);
        }

        var users = (await store.ListConnectionsAsync(scope.Id, cancellation)).Where(other => Uses(other, c, connectors)).Select(other => other.Key.Connection.Value).ToList();
        var problem = force.Problem
            ?? Etags.Problem(context.Request, present.Version, isRequired: false)
            ?? (users.Count > 0 ? Problems.Conflict("connection_used", "Other connections use it.", $"Connection(s) {string.Join(", ", users)} name '{c}'; change or delete them first.") : null)
            ?? (await writes.MakeWayAsync(present, force, scope.Caller, cancellation)).Problem;
        if (problem is not null)
        {
            return problem;
        }

        return await writes.DeleteAsync(present, cancellation) ? TypedResults.NoContent() : Problems.NoConnection(c);
    }

    private static bool Uses(StoredConnection other, string c, ConnectorRegistry connectors)
        => connectors.Find(other.Kind) is { } connector && ConnectionRules.References(connector.Manifest).Any(setting => other.Settings[setting.Name]?.ToString() == c);
}
