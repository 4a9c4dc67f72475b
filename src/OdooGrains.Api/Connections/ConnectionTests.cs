using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Connections;

/// <summary>Testing a connection: the connector asks the system, and what it finds is kept as defaults.</summary>
internal static class ConnectionTests
{
    public static async Task<Results<Ok<TestView>, Problem>> TestAsync(
        Scope scope, string c, TenantDirectory directory, ConnectorRegistry connectors, ConnectionWrites writes, ApiOptions options, TimeProvider time, HttpContext context)
    {
        // Read anew: a caller tests what was just written, maybe by another process.
        directory.Forget(scope.Id);
        if (ConnectionEndpoints.Key(scope, c) is not { } key
            || await directory.FindAsync(key, context.RequestAborted) is not { } opened
            || connectors.Find(opened.Connection.Kind) is not { } connector)
        {
            return Problems.NoConnection(c);
        }

        var test = await AskAsync(connector, OpenedConnections.Config(opened), options, time, context.RequestAborted);
        var stored = await writes.ChangeAsync(key, connection => Learned(connection, opened.Connection, test), context.RequestAborted);
        if (stored is null)
        {
            return Problems.NoConnection(c);
        }

        Etags.Set(context, stored.Version);
        return TypedResults.Ok(new TestView(
            test.Ok, test.Summary, test.Found, [.. test.Problems.Select(problem => new ProblemError(problem.Path, problem.Message))], FailureView.Of(test.Failure)));
    }

    private static async Task<ConnectionTest> AskAsync(IConnector connector, ConnectionConfig config, ApiOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(options.TestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await connector.TestAsync(config, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            var failure = new Failure(FailureClass.Transient, "test_timeout", $"The system did not answer within {options.TestTimeout.TotalSeconds:0} s.");
            return new(false, failure.Message, [], [], failure);
        }
    }

    // What was found of settings that changed meanwhile is not kept; a good test ends a pause for refused credentials.
    private static StoredConnection Learned(StoredConnection present, StoredConnection tested, ConnectionTest test)
    {
        var isSame = present.Version == tested.Version || JsonNode.DeepEquals(present.Settings, tested.Settings);
        var found = isSame && test.Found.Count > 0 ? test.Found : present.Found;
        var heals = test.Ok && present.Status is ConnectionStatus.AuthFailed;
        return !heals && JsonNode.DeepEquals(found, present.Found)
            ? present
            : present with { Found = found, Status = heals ? ConnectionStatus.Active : present.Status, StatusReason = heals ? null : present.StatusReason };
    }
}
