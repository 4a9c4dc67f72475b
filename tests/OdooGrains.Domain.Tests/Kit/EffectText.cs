using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Tests.Kit;

/// <summary>Effects in the words of the tables in docs/effects.md.</summary>
internal static class EffectText
{
    /// <summary>
    /// The status; <c>again</c> where it was sent before, <c>doubtful</c> where a call of it that was in doubt may still run.
    /// </summary>
    public static string Of(Effect effect)
    {
        if (effect.IsHeldInDoubt)
        {
            return "held in doubt";
        }

        var status = effect.Status is EffectStatus.InDoubt ? "in doubt" : effect.Status.ToString().ToLowerInvariant();
        var again = effect is { Status: EffectStatus.Planned, Attempts: > 0 } ? " again" : "";
        var doubtful = effect is { DoubtfulSince: not null, Status: not EffectStatus.InDoubt } ? " doubtful" : "";
        return status + again + doubtful;
    }
}
