using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>The effects of one call and what is known of each. The first outcome of an effect stays, whatever becomes of the others.</summary>
internal sealed class OdooBatch(IReadOnlyList<Effect> effects)
{
    private readonly Dictionary<EffectKey, EffectOutcome> _outcomes = [];

    /// <summary>Effects without an outcome so far.</summary>
    public IReadOnlyList<Effect> Open => [.. effects.Where(effect => !_outcomes.ContainsKey(effect.Key))];

    /// <summary>One outcome an effect, in their order.</summary>
    public IReadOnlyList<EffectOutcome> Outcomes
        => [.. effects.Select(effect => _outcomes.TryGetValue(effect.Key, out var outcome) ? outcome : throw new InvalidOperationException($"Effect {effect.Key} came out of its call without an outcome."))];

    public void Settle(Effect effect, EffectOutcome outcome) => _outcomes.TryAdd(effect.Key, outcome);

    /// <summary>The outcome of effects that shared a call, for those of them that have none yet.</summary>
    public void SettleAll(IReadOnlyList<Effect> together, EffectOutcome outcome)
    {
        foreach (var effect in together)
        {
            Settle(effect, Shared(outcome, together.Count));
        }
    }

    /// <summary>
    /// The outcome for each of several effects where it was one call's: what one of them alone may have caused says nothing about the
    /// others. What is the whole connection's (credentials, throttling, a busy database, a missing setting) and every doubt is everybody's.
    /// </summary>
    public static EffectOutcome Shared(EffectOutcome outcome, int effects)
        => effects > 1 && outcome is EffectOutcome.Failed { Failure: var failure } && IsOfOne(failure)
            ? Together($"{effects} orders went to Odoo together, and it refused them: {failure.Message}")
            : outcome;

    public static EffectOutcome Together(string message) => new EffectOutcome.Failed(new(FailureClass.Transient, EffectFailures.RefusedTogether, message));

    private static bool IsOfOne(Failure failure) => failure switch
    {
        { Code: OdooStopException.SettingMissing } => false,
        { Code: OdooErrors.Conflict } => true,
        { Class: var of } => of is FailureClass.Business or FailureClass.Schema or FailureClass.Poison,
    };
}
