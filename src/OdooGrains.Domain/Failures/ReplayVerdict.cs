using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Failures;

/// <summary>What became of a document that was retried: judged when all its calls have come to rest, or as soon as one of them fails.</summary>
/// <param name="Outcome">Applied while it is not known yet.</param>
/// <param name="Why">A sentence, where it failed.</param>
public readonly record struct ReplayVerdict(ReplayOutcome Outcome, string? Why = null)
{
    /// <param name="plan">What was planned for it.</param>
    /// <param name="state">The document as it stands now.</param>
    public static ReplayVerdict Of(ReplayPlan plan, OrderState state)
    {
        if (state.Hold is { } hold)
        {
            return new(ReplayOutcome.Failed, $"It failed again: {hold.Reason}");
        }

        var open = state.Unsettled.Where(effect => effect.IsOpen).ToList();
        return open.FirstOrDefault(HasFailed) is { LastFailure: { } failure }
            ? new(ReplayOutcome.Failed, $"A call of it failed again: {failure.Message}")
            : open.Count > 0 ? new(ReplayOutcome.Applied)
            : AtRest(plan, state);
    }

    // A failure that is tried again by itself counts, too: twenty more of the kind would help nobody. One doubt does not: it is ours where our process
    // ended during the call, and a look-up settles it.
    private static bool HasFailed(Effect effect) => effect.Failures > (effect.LastFailure?.Code == EffectFailures.InDoubt ? 1 : 0);

    private static ReplayVerdict AtRest(ReplayPlan plan, OrderState state)
    {
        var isExpected = state.Status switch
        {
            OrderStatus.Discarded => plan.Kind is ReplayKind.End,
            OrderStatus.Cancelled => plan.Kind is ReplayKind.LookUp || plan.Step == OrderSteps.Cancel,
            _ => true,
        };
        return isExpected ? new(ReplayOutcome.Done) : new(ReplayOutcome.Failed, $"It ended otherwise than planned: it is {OrderHead.StatusText(state)}.");
    }
}
