using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Failures;

/// <summary>
/// What a retry or a discard would do with one document. Found by folding the command as its order would, and keeping nothing of it; no look-up is made,
/// since that would spend the calls of the very connection that is in trouble.
/// </summary>
/// <param name="Kind">What would come of it.</param>
/// <param name="Step">The step that would be taken next; null where none is.</param>
/// <param name="Why">A sentence where nothing would be done, or where it is not certain what.</param>
/// <param name="Differences">Of a change: what the ERP has, and what would be written.</param>
public sealed record ReplayPlan(ReplayKind Kind, string? Step, string? Why, IReadOnlyList<Difference> Differences)
{
    /// <summary>The plan for a document that does not exist.</summary>
    public static ReplayPlan Missing { get; } = new(ReplayKind.Violate, null, "There is no such order; leave it out.", []);

    /// <summary>Whether applying the plan does anything with the document.</summary>
    public bool IsApplied => Kind is not (ReplayKind.Done or ReplayKind.Violate);

    /// <param name="state">The document as it stands.</param>
    /// <param name="command">The retry or discard.</param>
    /// <param name="policy">The policy that it would be folded under.</param>
    /// <param name="now">The instant of the plan.</param>
    public static ReplayPlan Of(OrderState state, OrderEvent command, OrderPolicy policy, DateTimeOffset now)
    {
        if (state.Hold is not { } hold)
        {
            return new(ReplayKind.Done, null, $"Nothing of it waits for a person any more; it is {OrderHead.StatusText(state)}.", []);
        }

        var fold = OrderSaga.Fold(state, state.Key, command, policy, now, draw: 0.5);
        return (fold.IsChange, command) switch
        {
            (false, _) => Violates(hold),
            (_, OrderEvent.Discarded) => new(ReplayKind.End, null, null, []),
            _ => After(state, hold, fold),
        };
    }

    private static ReplayPlan After(OrderState before, OrderHold hold, OrderFold fold)
    {
        if (fold.State.Hold is { } still)
        {
            return Violates(still);
        }

        return fold.Changed.FirstOrDefault(effect => effect.IsOpen) switch
        {
            null => new(ReplayKind.Done, null, $"Nothing is left to be done for it; it would be {OrderHead.StatusText(fold.State)}.", []),
            { Status: EffectStatus.InDoubt } doubt => new(ReplayKind.LookUp, doubt.Key.Step,
                $"It is not known whether attempt {doubt.Attempts} of {doubt.Operation} was done: it is looked up first, and made again only where it is surely absent.", []),
            var effect => Next(before, hold, effect),
        };
    }

    private static ReplayPlan Next(OrderState before, OrderHold hold, Effect effect) => effect.Request switch
    {
        EnsureCustomer customer when before.CustomerRequest is { } ensured => Changes(effect, OrderDifferences.Between(ensured, customer)),
        // Written once more so that the ERP computes its total again: the difference is the hold's.
        BookOrder book when before.BookedOrder is { } booked => Changes(effect, OrderDifferences.Between(booked, book.Order) is { Count: > 0 } fields ? fields : hold.Differences),
        ConfirmOrder => Changes(effect, [new("status", "draft", "confirmed")]),
        CancelOrder => Changes(effect, [new("status", before.IsConfirmedInErp ? "confirmed" : "draft", "cancelled")]),
        _ => new(ReplayKind.Create, effect.Key.Step, null, []),
    };

    private static ReplayPlan Changes(Effect effect, IReadOnlyList<Difference> differences) => new(ReplayKind.Change, effect.Key.Step, null, differences);

    private static ReplayPlan Violates(OrderHold hold) => new(ReplayKind.Violate, null, hold.Reason, hold.Differences);
}

/// <summary>What a replay would do with a document.</summary>
public enum ReplayKind
{
    /// <summary>Make in the outside system what is surely not there.</summary>
    Create,
    /// <summary>Change what is there.</summary>
    Change,
    /// <summary>Look first whether it is there.</summary>
    LookUp,
    /// <summary>End the document.</summary>
    End,
    /// <summary>Nothing: what was wanted is done.</summary>
    Done,
    /// <summary>Nothing: the cause of the hold still stands.</summary>
    Violate,
}
