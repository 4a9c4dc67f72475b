using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Api.Orders;

/// <summary>An order in a list.</summary>
/// <param name="Tenant">Set only in lists over several tenants.</param>
/// <param name="Status">received, validated, customer_ensured, booked, confirmed, delivered, completed, cancelling, cancelled, discarded, awaiting_order, or held.</param>
/// <param name="Owner">Who must act: platform, tenant, or whom policy names; null when it is finished.</param>
public sealed record OrderHeadView(
    string? Tenant, string Channel, string Id, string Number, string Status, DateTimeOffset? NextActionAt, DateTimeOffset? Deadline, string? Owner, string? FailureClass, string? Reason, DateTimeOffset UpdatedAt)
{
    /// <summary>The words that <see cref="OrderHead.StatusText"/> gives.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["received", "validated", "customer_ensured", "booked", "confirmed", "delivered", "completed", "cancelling", "cancelled", "discarded", "awaiting_order", "held"];

    public static OrderHeadView Of(DocumentHead head) => new(
        null, head.Key.Channel.Value, head.Key.Id, head.Number, head.Status, head.NextActionAt, head.Deadline, head.Owner, head.FailureClass, head.Reason, head.UpdatedAt);
}

/// <summary>One order: what the channel says of it, what the ERP has of it, and what holds it.</summary>
/// <param name="Reached">How far it has come, apart from a hold.</param>
/// <param name="Awaits">What it waits for from outside: order, payment, delivery or refund; null for nothing.</param>
/// <param name="Facts">Payments, refunds and deliveries as they were told; null where none were.</param>
public sealed record OrderView(
    string Channel,
    string Id,
    string Number,
    string Status,
    string Reached,
    HoldView? Hold,
    string? Awaits,
    ErpView Erp,
    Order Order,
    OrderFacts? Facts,
    IReadOnlyList<EffectView> Effects,
    DateTimeOffset? NextActionAt,
    DateTimeOffset? Deadline,
    string? Owner,
    string? DiscardReason,
    long Version)
{
    public static OrderView Of(OrderState state, DocumentHead head) => new(
        state.Key.Channel.Value,
        state.Key.Id,
        state.Order.Number,
        head.Status,
        OrderHead.StatusText(state with { Hold = null }),
        HoldView.Of(state.Hold),
        state.Awaits?.ToString().ToLowerInvariant(),
        ErpView.Of(state),
        state.Order,
        state.Facts,
        [.. state.Effects.Select(EffectView.Of)],
        head.NextActionAt,
        head.Deadline,
        head.Owner,
        state.DiscardReason,
        state.Version);
}

public sealed record HoldView(string Class, string Code, string Reason, string Owner, DateTimeOffset Since, DateTimeOffset Deadline, IReadOnlyList<Difference> Differences)
{
    public static HoldView? Of(OrderHold? hold)
        => hold is null ? null : new(hold.Class.ToString().ToLowerInvariant(), hold.Code, hold.Reason, hold.Owner, hold.Since, hold.Deadline, hold.Differences);
}

/// <param name="Total">What the ERP computed itself.</param>
public sealed record ErpView(string? Connection, string? CustomerId, string? OrderId, string? Number, decimal? Total, bool IsConfirmed, bool IsCancelled)
{
    public static ErpView Of(OrderState state)
        => new(state.Erp?.Value, state.Customer?.CustomerId, state.Booked?.ErpId, state.Booked?.ErpNumber, state.Booked?.Total, state.IsConfirmedInErp, state.IsCancelledInErp);
}

/// <summary>One intended call; its payload is the order's and is not repeated here.</summary>
public sealed record EffectView(
    string Step, int Revision, string Operation, string Connection, string Status, string ExternalKey, int Attempts, DateTimeOffset PlannedAt, DateTimeOffset DueAt, DateTimeOffset? SentAt, DateTimeOffset? SettledAt, string? LastFailure)
{
    public static EffectView Of(Effect effect) => new(
        effect.Key.Step,
        effect.Key.Revision,
        effect.Operation,
        effect.Connection.Value,
        StatusText(effect.Status),
        effect.ExternalKey,
        effect.Attempts,
        effect.PlannedAt,
        effect.DueAt,
        effect.SentAt,
        effect.SettledAt,
        effect.LastFailure?.Message);

    public static string StatusText(EffectStatus status) => status is EffectStatus.InDoubt ? "in_doubt" : status.ToString().ToLowerInvariant();
}
