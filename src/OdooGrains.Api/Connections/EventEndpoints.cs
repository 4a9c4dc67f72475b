using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Http;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.Api.Connections;

/// <summary>Events that a connection brought in.</summary>
internal static class EventEndpoints
{
    public static async Task<Results<Ok<Page<EventView>>, Problem>> ListAsync(Scope scope, string c, string? status, [AsParameters] PageQuery page, IInbox inbox, HttpContext context)
    {
        if (ConnectionEndpoints.Key(scope, c) is not { } key)
        {
            return Problems.NoConnection(c);
        }

        EventStatus? wanted = null;
        if (status is not null)
        {
            if (!Enum.TryParse<EventStatus>(status, ignoreCase: true, out var named) || !status.All(char.IsAsciiLetter))
            {
                return Problems.BadRequest("bad_status", $"status must be one of {string.Join(", ", Enum.GetNames<EventStatus>()).ToLowerInvariant()}.");
            }

            wanted = named;
        }

        if (page.Cursor is { } cursor && !Guid.TryParse(cursor, out _))
        {
            return Problems.BadCursor();
        }

        var before = page.Cursor is { } id ? Domain.Events.EventId.Parse(id) : (Domain.Events.EventId?)null;
        var found = await inbox.ListAsync(scope.Id, key.Connection, wanted, before, page.Size + 1, context.RequestAborted);
        return TypedResults.Ok(Pages.Of(found, page.Size, @event => @event.Id.ToString()).Select(EventView.Of));
    }
}

/// <param name="Channel">The connection whose document it concerns, where that is another one.</param>
/// <param name="BodyChanged">The same delivery id came before with another body; both are kept.</param>
public sealed record EventView(
    string Id, string Topic, string DeliveryId, string Status, string? Channel, string? DocumentId, DateTimeOffset ReceivedAt, DateTimeOffset? ObjectUpdatedAt, bool BodyChanged, string? Owner, DateTimeOffset? Deadline, string? Note)
{
    public static EventView Of(InboundEvent @event) => new(
        @event.Id.ToString(),
        @event.Topic,
        @event.DeliveryId,
        @event.Status.ToString().ToLowerInvariant(),
        @event.Channel?.Value,
        @event.DocumentId,
        @event.ReceivedAt,
        @event.ObjectUpdatedAt,
        @event.BodyChanged,
        @event.Owner,
        @event.Deadline,
        @event.Note);
}
