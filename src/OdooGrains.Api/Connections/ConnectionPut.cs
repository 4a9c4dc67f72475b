using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>Creating and replacing a connection.</summary>
internal static class ConnectionPut
{
    public static async Task<Results<Ok<ConnectionView>, Created<ConnectionView>, Problem>> PutAsync(
        Scope scope,
        string c,
        [AsParameters] Force force,
        Body<PutConnection> body,
        ITenantStore store,
        SecretBox box,
        ConnectionRules rules,
        ConnectionWrites writes,
        ConnectionShow show,
        TimeProvider time,
        HttpContext context)
    {
        if (ConnectionEndpoints.Key(scope, c) is not { } key)
        {
            return Problems.BadRequest("bad_id", "A connection's id must have 1 to 40 characters of a-z, 0-9 and '-'.");
        }

        var cancellation = context.RequestAborted;
        var present = await store.FindConnectionAsync(key, cancellation);
        var opened = OpenedSecrets.Of(present, box, time.GetUtcNow());
        var problem = force.Problem
            ?? Etags.Problem(context.Request, present?.Version, isRequired: true)
            ?? KindProblem(present, body.Value)
            ?? await rules.ProblemAsync(Config(key, body.Value, opened), body.Value.Secrets, cancellation);
        var expected = present?.Version ?? 0;
        if (problem is null && present is not null && ConnectionWrites.Moves(present, body.Value))
        {
            (var standing, problem) = await writes.MakeWayAsync(present, force, scope.Caller, cancellation);
            expected = standing.Version;
        }

        if (problem is not null)
        {
            return problem;
        }

        if (await writes.StoreAsync(writes.Merged(key, body.Value, present, opened), expected, cancellation) is not { } stored)
        {
            return Problems.PreconditionFailed(expected + 1);
        }

        var shown = show.Shown(context, stored);
        return present is null ? TypedResults.Created($"/v1/tenants/{scope.Id}/connections/{c}", shown.Value) : shown;
    }

    private static Problem? KindProblem(StoredConnection? present, PutConnection request)
        => new Checks().That(present is null || present.Kind == request.Kind, "/kind", $"The connection is of the kind '{present?.Kind}', which never changes; create another connection.").Problem;

    // Version 0 is never stored, so nothing that a connector derives from it is taken for a stored connection's.
    private static ConnectionConfig Config(ConnectionKey key, PutConnection request, IReadOnlyDictionary<string, IReadOnlyList<string>> opened) => new()
    {
        Key = key,
        Kind = request.Kind,
        Settings = request.Settings,
        Secrets = OpenedSecrets.With(opened, request.Secrets),
        Version = 0,
    };
}
