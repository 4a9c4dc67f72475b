using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api.Hooks;

/// <summary>Where shops send their webhooks. They authenticate by signature alone.</summary>
public static class HookEndpoints
{
    /// <summary>The route of a connection's hook.</summary>
    public static string Path(ConnectionKey key) => $"/v1/hooks/{key.Tenant}/{key.Connection}";

    extension(IEndpointRouteBuilder routes)
    {
        internal void MapHooks() => routes.MapPost("/v1/hooks/{t}/{c}", ReceiveAsync)
            .For(Access.Signature)
            .WithTags("hooks")
            .WithSummary("Takes a webhook in; 202 once it is durable");
    }

    private static async Task<Results<HookAccepted, Ok, Problem>> ReceiveAsync(
        string t, string c, HttpContext context, Intake intake, HookPlaces places, ApiOptions options, TimeProvider time)
    {
        if (!TenantId.IsValid(t) || !ConnectionId.IsValid(c))
        {
            return Problems.Refused(404, "not_found", "There is no hook at this address.");
        }

        var receivedAt = time.GetUtcNow();
        using var deadline = new CancellationTokenSource(options.HookAnswerMax, time);
        var (body, problem) = await ReadAsync(context, options.HookBodyMax, deadline);
        if (problem is not null)
        {
            return problem;
        }

        var request = new InboundRequest(name => Header(context.Request, name), body!, receivedAt);
        return await InTurnAsync(places, new(t), deadline, () => intake.ReceiveAsync(new(new(t), new(c)), request, TraceParent(context.Request), context.RequestAborted)) switch
        {
            IntakeAnswer.Accepted accepted => new HookAccepted(new(accepted.Event.ToString(), accepted.IsDuplicate)),
            IntakeAnswer.Greeted => TypedResults.Ok(),
            IntakeAnswer.Refused refused => Problems.Refused(refused.Status, refused.Code, refused.Detail, refused.RetryAfter, refused.Headers),
            var unknown => throw new InvalidOperationException($"Intake answered {unknown.GetType().Name}."),
        };
    }

    // Only whole requests take places: who sends a body drop by drop must not hold the tenant's others up.
    private static async Task<IntakeAnswer> InTurnAsync(HookPlaces places, TenantId tenant, CancellationTokenSource deadline, Func<Task<IntakeAnswer>> receive)
    {
        try
        {
            await places.EnterAsync(tenant, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return new IntakeAnswer.Refused(503, "hooks_waiting", "The tenant sends more at once than is taken in, and this waited too long; nothing was stored. Send it again.", Problems.StoreRetryAfter);
        }

        try
        {
            return await receive();
        }
        finally
        {
            places.Leave(tenant);
        }
    }

    private static async Task<(byte[]? Body, Problem? Problem)> ReadAsync(HttpContext context, int max, CancellationTokenSource deadline)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await BodyReader.ReadAsync(context.Request, max, either.Token) is { } body ? (body, null) : (null, Problems.BodyTooLarge(max));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return (null, Problems.RequestTimeout());
        }
    }

    private static string? Header(HttpRequest request, string name) => request.Headers[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } one => one[0],
        _ => InboundRequest.Repeated,
    };

    // What the sender traced, else what this server began; anything malformed is no trace.
    private static string? TraceParent(HttpRequest request)
        => Activity.Current?.Id is { } current ? current : Header(request, "traceparent") is { } sent && ActivityContext.TryParse(sent, null, out _) ? sent : null;
}
