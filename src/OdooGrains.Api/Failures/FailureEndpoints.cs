using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Contracts;
using OdooGrains.Contracts.Orders;
using OdooGrains.Storage.Inbox;
using EventId = OdooGrains.Domain.Events.EventId;

namespace OdooGrains.Api.Failures;

/// <summary>What waits for a person: list it, try it again, or end it with a reason.</summary>
internal static class FailureEndpoints
{
    private const int ReasonMax = 500;

    public static void MapFailures(this RouteGroupBuilder tenant)
    {
        var failures = tenant.MapGroup("/failures").WithTags("failures");
        failures.MapGet("/", ListAsync).WithSummary("Lists held and dead orders and open work");
        failures.MapPost("/{id}/retry", RetryAsync).WithMetadata(new Idempotent()).WithSummary("Tries it again");
        failures.MapPost("/{id}/discard", DiscardAsync).WithMetadata(new Idempotent()).WithSummary("Ends it, with a reason");
    }

    private static async Task<Results<Ok<Page<FailureEntry>>, Problem>> ListAsync(Scope scope, string? @class, [AsParameters] PageQuery page, FailureList list, CancellationToken cancellation)
    {
        if (@class is not null && !FailureList.Classes.Contains(@class))
        {
            return Problems.BadRequest("bad_class", $"class must be one of {string.Join(", ", FailureList.Classes)}.");
        }

        return await list.ListAsync(scope.Id, @class, page.Cursor, page.Size, cancellation) is { } found ? TypedResults.Ok(found) : Problems.BadCursor();
    }

    private static async Task<Results<Ok<FailureAnswer>, Problem>> RetryAsync(Scope scope, string id, GrainCalls grains, IInbox inbox, IFoldHints hints, HttpContext context)
    {
        switch (FailureId.Parse(RawPath.Segment(context, -2, id)))
        {
            case FailureId.Order order:
                return Answer(order, await grains.RetryAsync(new(scope.Id, order.Channel, order.Id)), "retried");
            case FailureId.Event @event:
                if (!await inbox.ReopenAsync(scope.Id, @event.Id, context.RequestAborted))
                {
                    return await NotOpenAsync(scope, @event.Id, inbox, "It is no open work on an order; work such as a privacy request can only be discarded.", context.RequestAborted);
                }

                if ((await inbox.FindAsync(scope.Id, @event.Id, context.RequestAborted))?.Document is { } document)
                {
                    hints.Open(document);
                }

                return TypedResults.Ok(new FailureAnswer(@event.ToString(), "retried"));
            default:
                return NoFailure();
        }
    }

    private static async Task<Results<Ok<FailureAnswer>, Problem>> DiscardAsync(Scope scope, string id, Body<DiscardFailure> body, GrainCalls grains, IInbox inbox, TimeProvider time, HttpContext context)
    {
        var reason = body.Value.Reason;
        if (new Checks().Text(reason, "/reason", ReasonMax).Problem is { } problem)
        {
            return problem;
        }

        switch (FailureId.Parse(RawPath.Segment(context, -2, id)))
        {
            case FailureId.Order order:
                return Answer(order, await grains.DiscardAsync(new(scope.Id, order.Channel, order.Id), reason), "discarded");
            case FailureId.Event @event:
                var note = $"{reason} (by {scope.Caller} at {time.GetUtcNow():u})";
                return await inbox.CloseWorkAsync(scope.Id, @event.Id, note, context.RequestAborted)
                    ? TypedResults.Ok(new FailureAnswer(@event.ToString(), "discarded"))
                    : await NotOpenAsync(scope, @event.Id, inbox, "It is no open work (any more).", context.RequestAborted);
            default:
                return NoFailure();
        }
    }

    private static Results<Ok<FailureAnswer>, Problem> Answer(FailureId.Order order, OrderAnswer answer, string result) => answer switch
    {
        OrderAnswer.Done => TypedResults.Ok(new FailureAnswer(order.ToString(), result)),
        OrderAnswer.NotFound => Problems.NoOrder(order.Channel.Value, order.Id),
        _ => NothingToDo("Nothing of this order waits for a person (any more); see its explain."),
    };

    private static async Task<Problem> NotOpenAsync(Scope scope, EventId id, IInbox inbox, string detail, CancellationToken cancellation)
        => await inbox.FindAsync(scope.Id, id, cancellation) is null ? Problems.NoEvent(id.ToString()) : NothingToDo(detail);

    private static Problem NothingToDo(string detail) => Problems.Conflict("nothing_to_do", "Nothing waits there.", detail);

    private static Problem NoFailure() => Problems.NotFound("There is no such failure; ids read order:{channel}:{id} or event:{eventId}, percent-encoded.");
}
