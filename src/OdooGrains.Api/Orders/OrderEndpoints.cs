using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Orders;

/// <summary>A tenant's orders: list, one, its history, and why it stands where it stands.</summary>
internal static class OrderEndpoints
{
    private const int TimelineEventsMax = 500;

    public static void MapOrders(this RouteGroupBuilder tenant)
    {
        var orders = tenant.MapGroup("/orders").WithTags("orders");
        orders.MapGet("/", ListAsync).WithSummary("Lists orders, newest change first");
        orders.MapGet("/{channel}/{id}", GetAsync).WithSummary("Shows an order");
        orders.MapGet("/{channel}/{id}/timeline", TimelineAsync).WithSummary("Shows what happened to an order");
        orders.MapGet("/{channel}/{id}/explain", ExplainAsync).WithSummary("Says why an order stands where it stands");
    }

    private static async Task<Results<Ok<Page<OrderHeadView>>, Problem>> ListAsync(
        Scope scope, string? status, string? channel, [AsParameters] PageQuery page, IDocumentStore documents, HttpContext context)
    {
        if (status is not null && !OrderHeadView.Statuses.Contains(status))
        {
            return Problems.BadRequest("bad_status", $"status must be one of {string.Join(", ", OrderHeadView.Statuses)}.");
        }

        if (channel is not null && !ConnectionId.IsValid(channel))
        {
            // No channel has such a name, so no order does.
            return TypedResults.Ok(new Page<OrderHeadView>([], null));
        }

        var filter = new DocumentFilter(status, channel is null ? null : new ConnectionId(channel));
        return await DocumentLists.ListAsync(documents, scope.Id, filter, page.Cursor, page.Size, context.RequestAborted) is { } found
            ? TypedResults.Ok(new Page<OrderHeadView>([.. found.Items.Select(OrderHeadView.Of)], found.Next))
            : Problems.BadCursor();
    }

    private static async Task<Results<Ok<OrderView>, Problem>> GetAsync(Scope scope, string channel, string id, IDocumentStore documents, HttpContext context)
    {
        id = RawPath.Segment(context, -1, id);
        return Key(scope, channel, id) is { } key && await documents.LoadAsync(key, context.RequestAborted) is { } stored
            ? TypedResults.Ok(OrderView.Of(State(stored), stored.Head))
            : Problems.NoOrder(channel, id);
    }

    private static async Task<Results<Ok<Page<TimelineEntry>>, Problem>> TimelineAsync(
        Scope scope, string channel, string id, IDocumentStore documents, IInbox inbox, HttpContext context)
    {
        id = RawPath.Segment(context, -2, id);
        var (stored, events) = await ReadAsync(scope, channel, id, documents, inbox, context.RequestAborted);
        return stored is null && events.Count == 0
            ? Problems.NoOrder(channel, id)
            : TypedResults.Ok(new Page<TimelineEntry>(OrderTimeline.Of(events, stored is null ? null : State(stored)), null));
    }

    private static async Task<Results<Ok<OrderExplanation>, Problem>> ExplainAsync(
        Scope scope, string channel, string id, IDocumentStore documents, IInbox inbox, TenantDirectory directory, TimeProvider time, HttpContext context)
    {
        id = RawPath.Segment(context, -2, id);
        var (stored, events) = await ReadAsync(scope, channel, id, documents, inbox, context.RequestAborted);
        if (stored is not null)
        {
            var state = State(stored);
            return TypedResults.Ok(OrderExplanation.Of(state, stored.Head, await BlockedAsync(scope, state, directory, context.RequestAborted), time.GetUtcNow()));
        }

        if (events.Count == 0)
        {
            return Problems.NoOrder(channel, id);
        }

        var work = events.FirstOrDefault(@event => @event.Status is EventStatus.Work);
        return TypedResults.Ok(OrderExplanation.NotFolded(events[0].ReceivedAt, work is null ? null : work.Note ?? "a person must look at it.", work?.Owner, work?.Deadline));
    }

    private static async Task<(StoredDocument? Stored, IReadOnlyList<InboundEvent> Events)> ReadAsync(
        Scope scope, string channel, string id, IDocumentStore documents, IInbox inbox, CancellationToken cancellation)
    {
        if (Key(scope, channel, id) is not { } key)
        {
            return (null, []);
        }

        var events = inbox.OfDocumentAsync(key, TimelineEventsMax, cancellation);
        return (await documents.LoadAsync(key, cancellation), await events);
    }

    private static async ValueTask<SendBlock?> BlockedAsync(Scope scope, OrderState state, TenantDirectory directory, CancellationToken cancellation)
    {
        if (scope.Tenant.Status is not TenantStatus.Active)
        {
            return new($"the tenant is {scope.Tenant.Status.ToString().ToLowerInvariant()}");
        }

        if ((OrderExplanation.EffectOf(state)?.Connection ?? state.Erp) is not { } connection)
        {
            return null;
        }

        return await directory.FindAsync(new(scope.Id, connection), cancellation) switch
        {
            null => new($"connection '{connection}' does not exist any more"),
            { Connection.Status: ConnectionStatus.Paused } => new($"connection '{connection}' is paused"),
            { Connection: { Status: ConnectionStatus.AuthFailed } found } => new($"the credentials of connection '{connection}' were refused ({found.StatusReason?.TrimEnd('.')})", HoldsLookUps: true),
            _ => null,
        };
    }

    private static OrderState State(StoredDocument stored) => OrderStates.Read(stored.State.Span, stored.Version, stored.Effects);

    private static DocumentKey? Key(Scope scope, string channel, string id)
        => ConnectionId.IsValid(channel) && id.Length is > 0 and <= DocumentKey.IdLengthMax ? new(scope.Id, new(channel), id) : null;
}
