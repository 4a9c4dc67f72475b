using Microsoft.Extensions.Logging;
using OdooGrains.Contracts;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Inbox;
using EventId = OdooGrains.Domain.Events.EventId;

namespace OdooGrains.Grains.Orders;

/// <summary>
/// Events that tell of a payment and name no order. The order that has registered the payment takes them over. Where there is none yet they stay open, so
/// that the sweep brings them up again, and become open work of the tenant after <see cref="GrainLimits.UnclaimedFor"/>: never lost, and never silent.
/// </summary>
public sealed partial class UnclaimedEvents(IInbox inbox, IFoldHints hints, GrainLimits limits, TimeProvider time, ILogger<UnclaimedEvents> logger)
{
    /// <param name="waiting">What the events are kept under.</param>
    /// <param name="reference">The payment that they tell of.</param>
    public async Task LookAsync(DocumentKey waiting, DocumentReference reference)
    {
        if (await inbox.ReaddressAsync(waiting.Tenant, waiting.Channel, reference, default) is { } document)
        {
            hints.Open(document);
            LogClaimed(waiting.Tenant, document, reference.Value);
            return;
        }

        // The oldest first, and no body but its own is read while it is young.
        while (await inbox.OpenAsync(waiting, 1, default) is [var oldest] && time.GetUtcNow() - oldest.ReceivedAt >= limits.UnclaimedFor)
        {
            var note = $"No order of '{waiting.Channel}' knows the payment {reference.Value}. Retry once it does, or discard this where the payment is not of that shop.";
            await inbox.ToWorkAsync(waiting.Tenant, oldest.Id, Owners.Tenant, time.GetUtcNow() + limits.WorkDeadline, note, default);
            LogUnclaimed(waiting.Tenant, oldest.Id, reference.Value);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Order {Document} of tenant {Tenant} takes over what was told of its payment {Payment}")]
    private partial void LogClaimed(TenantId tenant, DocumentKey document, string payment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Event} of tenant {Tenant} waits for a person: no order knows its payment {Payment}")]
    private partial void LogUnclaimed(TenantId tenant, EventId @event, string payment);
}
