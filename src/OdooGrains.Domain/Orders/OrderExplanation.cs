using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>Why an order stands where it stands.</summary>
/// <param name="Sentence">Cause, next step, time and owner in one sentence for people.</param>
/// <param name="NextAt">When the next step is due; null when nothing is left to do, or when it waits for a person.</param>
/// <param name="Owner">Who must act; null when nothing is left to do.</param>
/// <param name="Deadline">When it counts as stalled.</param>
public sealed record OrderExplanation(string Sentence, string Status, string Cause, string NextStep, DateTimeOffset? NextAt, string? Owner, DateTimeOffset? Deadline)
{
    private const string NothingLeft = "nothing is left to do";

    /// <param name="state">The order.</param>
    /// <param name="head">What the store says of it.</param>
    /// <param name="blocked">Why the connection of <see cref="EffectOf"/> sends nothing; null while it sends.</param>
    /// <param name="now">The instant of the question.</param>
    public static OrderExplanation Of(OrderState state, DocumentHead head, SendBlock? blocked, DateTimeOffset now)
    {
        var (cause, next, nextAt) = Parts(state, blocked, now);
        var owner = state.Hold?.Owner ?? (next == NothingLeft ? null : head.Owner ?? Owners.Platform);
        return Made(head.Status, cause, next, nextAt, owner, head.Deadline);
    }

    /// <summary>The effect that is explained where nothing holds the order: the ERP's before the channel's.</summary>
    public static Effect? EffectOf(OrderState state) => state.Unsettled.FirstOrDefault(effect => effect.IsOpen);

    /// <summary>Of an order that was accepted and not folded yet.</summary>
    public static OrderExplanation NotFolded(DateTimeOffset receivedAt, string? work, string? owner, DateTimeOffset? deadline) => work is null
        ? Made("accepted", $"Its first event was accepted at {receivedAt:u} and is not folded yet", "the platform folds it within seconds", null, Owners.Platform, null)
        : Made("accepted", $"Its events cannot be read: {work.TrimEnd('.')}", "remove the cause and retry the event, or discard it", null, owner, deadline);

    private static OrderExplanation Made(string status, string cause, string next, DateTimeOffset? nextAt, string? owner, DateTimeOffset? deadline)
    {
        var time = nextAt is { } at ? $" at {at:u}" : "";
        var who = owner is null ? "" : deadline is { } until ? $"; it is for the {owner} until {until:u}" : $"; it is for the {owner}";
        return new($"{cause}; next: {next}{time}{who}.", status, cause, next, nextAt, owner, deadline);
    }

    private static (string Cause, string Next, DateTimeOffset? At) Parts(OrderState state, SendBlock? blocked, DateTimeOffset now) => state switch
    {
        { Hold: { } hold } => ($"Held since {hold.Since:u}: {hold.Reason.TrimEnd('.')}{Money(state)}", Remedy(hold), null),
        _ when EffectOf(state) is { } effect => OfOpen(effect, blocked, now),
        { Awaits: { } wait } => OfWait(state, wait),
        { Status: OrderStatus.Discarded } => ($"A person discarded it: {state.DiscardReason?.TrimEnd('.')}{Left(state)}", NothingLeft, null),
        { Status: OrderStatus.Cancelled } => (state.Booked is null ? "The channel cancelled it before the ERP had it" : "The channel cancelled it, and so did the ERP", NothingLeft, null),
        { Status: OrderStatus.Completed } => ($"All goods of {state.Booked?.ErpNumber} left or were cancelled, and all that was to be billed is", NothingLeft, null),
        { Status: OrderStatus.Confirmed } => ($"The ERP confirmed it as {state.Booked?.ErpNumber}", NothingLeft, null),
        _ => ($"It is {OrderHead.StatusText(state)} and no call is planned", "the platform looks at it again", now),
    };

    // Money that was taken for an order that the ERP does not confirm is what its owner must know first.
    private static string Money(OrderState state)
        => state is { IsConfirmedInErp: false, Facts.Payments.Count: > 0 } && OrderLedger.Of(state).Captured is > 0 and var captured ? $" ({captured:0.00##} {state.Order.Currency} of it is captured)" : "";

    private static (string Cause, string Next, DateTimeOffset? At) OfWait(OrderState state, OrderWait wait)
    {
        var ledger = OrderLedger.Of(state);
        return wait switch
        {
            OrderWait.Order => ("Payments, refunds or deliveries of it were told, and the channel has not stated the order itself", "the channel states it", null),
            OrderWait.Delivery => ($"The ERP confirmed it as {state.Booked?.ErpNumber}, and {ledger.Lines.Sum(line => line.Open):0.###} of {ledger.Lines.Sum(line => line.Ordered):0.###} pieces are still to leave", "the warehouse delivers them", null),
            OrderWait.Refund => ($"The channel cancelled it, and {ledger.Captured - ledger.Refunded:0.00##} {state.Order.Currency} of the captured money is not given back", "the channel refunds it", null),
            _ => ($"{ledger.Captured:0.00##} {state.Order.Currency} of {OrderContent.Without(state.Order, ledger.Cancelled).Total:0.00##} is captured and {ledger.Authorised:0.00##} authorised", "the payment comes in", null),
        };
    }

    private static string Left(OrderState state)
        => state is { Booked: { } booked, IsCancelledInErp: false } ? $"; the ERP still has it as {booked.ErpNumber}, where the platform leaves it alone" : "";

    private static string Remedy(OrderHold hold) => (hold.Code, hold.Class) switch
    {
        (OrderHold.Invalid, _) => "correct it in the channel, whose next update releases it, or discard it",
        (OrderHold.CustomerBlocked, _) => "take the customer off the list and retry it, or discard it",
        (OrderHold.PaymentFailed, _) => "another payment releases it, or it is cancelled in the channel",
        (OrderHold.PaymentDisputed, _) => "the dispute is won, which releases it, or it is discarded",
        (OrderHold.PaymentReversed or OrderHold.RefundExceedsPayment, _) => "the payment is told, which releases it, or the ERP is corrected by hand and it is discarded",
        (OrderHold.RefundReversed or OrderHold.RefundExceedsOrder or OrderHold.OtherCurrency, _) => "the channel corrects it, which releases it, or the ERP is corrected by hand and it is discarded",
        (OrderHold.ShippedBeforeCancel, _) => "the goods come back and are refunded, which ends it, or it is discarded",
        (OrderHold.LedgerBreach, _) => "what is missing is told, which releases it, or the ERP is corrected by hand and it is discarded",
        (OrderHold.ChangedAfterConfirmation, _) => "retry it to write the change into the confirmed order, or discard it",
        (EffectFailures.OutcomeUnknown, _) => "retry it to look the call up before anything is repeated, or discard it",
        (OrderHold.TotalDiffers, _) => "correct taxes or prices in the ERP and retry it, or discard it",
        (_, FailureClass.Schema) => "the mapping is corrected, then it is retried",
        (_, FailureClass.Poison) => "find out why every attempt fails, then retry or discard it",
        (_, FailureClass.Auth) => "correct the connection's credentials, then retry it",
        _ => "remove the cause and retry it, or discard it; an update from the channel that removes the cause releases it by itself",
    };

    private static (string Cause, string Next, DateTimeOffset? At) OfOpen(Effect effect, SendBlock? blocked, DateTimeOffset now)
    {
        var what = $"{effect.Operation} at '{effect.Connection}'";
        return effect.Status switch
        {
            EffectStatus.Sent => ($"Attempt {effect.Attempts} of {what} left at {effect.SentAt:u} and its answer is awaited", "the answer, or after its time limit a look-up whether it was done", null),
            EffectStatus.InDoubt when blocked is { HoldsLookUps: true } => ($"It is not known whether attempt {effect.Attempts} of {what} was done, and its look-up waits because {blocked.Why}", "it is looked up as soon as that ends", null),
            EffectStatus.InDoubt => ($"It is not known whether attempt {effect.Attempts} of {what} was done ({effect.LastFailure?.Message.TrimEnd('.')})", "a look-up by its external key", effect.DueAt),
            _ when blocked is not null => ($"{what} waits because {blocked.Why}", "it is sent as soon as that ends", null),
            _ when effect.DueAt > now => ($"{what} waits{After(effect)}", $"attempt {effect.Attempts + 1}", effect.DueAt),
            _ => ($"{what} waits for its turn{After(effect)}", $"attempt {effect.Attempts + 1} as soon as the connection has room", null),
        };
    }

    private static string After(Effect effect) => effect.LastFailure is { } failure ? $" after attempt {effect.Attempts} failed ({failure.Message.TrimEnd('.')})" : "";
}

/// <summary>Why a connection sends nothing.</summary>
/// <param name="Why">A clause such as "connection 'odoo' is paused".</param>
/// <param name="HoldsLookUps">What may have been done is not looked up either.</param>
public sealed record SendBlock(string Why, bool HoldsLookUps = false);
