using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Effects;

/// <summary>The event of each column of docs/effects.md. The draw is 1, so each backoff is exactly its upper bound.</summary>
internal static class EffectColumns
{
    public static readonly RetryPolicy Retry = new() { DelayMin = TimeSpan.FromSeconds(3), DelayMax = TimeSpan.FromSeconds(3), AttemptsMax = 2 };
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(17);
    public static readonly DateTimeOffset Now = EffectRows.Marked.AddSeconds(1);

    private static readonly EffectOutcome.NotFound NotFound = new();

    public static readonly IReadOnlyList<(string Name, Func<Effect, Effect> Apply)> Outcomes =
    [
        ("done", effect => Settle(effect, Some.Done(effect.Request))),
        ("in doubt", effect => Settle(effect, new EffectOutcome.InDoubt("The connection was reset."))),
        ("business or schema failure", effect => Settle(effect, Some.Failed(FailureClass.Schema))),
        ("transient failure", effect => Settle(effect, Some.Failed(FailureClass.Transient))),
        ("throttled", effect => Settle(effect, Some.Failed(FailureClass.Throttled, retryAfter: RetryAfter))),
        ("credentials refused", effect => Settle(effect, Some.Failed(FailureClass.Auth))),
        ("poison", effect => Settle(effect, Some.Failed(FailureClass.Poison))),
        ("poison, last attempt", effect => Settle(effect, Some.Failed(FailureClass.Poison), retry: Retry with { AttemptsMax = 1 })),
        ("answer to an earlier attempt", effect => Settle(effect, Some.Done(effect.Request), effect.Attempts - 1)),
    ];

    public static readonly IReadOnlyList<(string Name, Func<Effect, Effect> Apply)> LookUps =
    [
        ("found", effect => LookUp(effect, Some.Done(effect.Request), Now)),
        ("the look-up fails", effect => LookUp(effect, Some.Failed(FailureClass.Business), Now)),
        ("not found, asked before the settle delay is over", effect => LookUp(effect, NotFound, Now)),
        ("the same, key not enforced", effect => LookUp(effect, NotFound, Now, Grade.DetectedAndRepaired)),
        ("asked before, answered after, key not enforced", effect => LookUp(effect, NotFound, Now, Grade.DetectedAndRepaired, EffectRows.Marked + Some.SettleDelay)),
        ("not found, asked after", effect => LookUp(effect, NotFound, EffectRows.Marked + Some.SettleDelay, Grade.DetectedAndRepaired)),
    ];

    public static readonly IReadOnlyList<(string Name, Func<Effect, Effect> Apply)> Wishes =
    [
        ("mark", effect => EffectMachine.Mark(effect, epoch: 2, Now)),
        ("retry", effect => EffectMachine.Retry(effect, Now)),
        ("withdraw", effect => EffectMachine.Withdraw(effect, Now)),
        ("reconsider", effect => EffectMachine.Reconsider(effect, Operation(Grade.Guaranteed))),
        ("hold", effect => EffectMachine.Hold(effect, "The database moved.", Now)),
        ("recover", effect => EffectMachine.Recover(effect, EffectRows.Marked, Now)),
    ];

    public static OperationPolicy Operation(Grade grade) => new() { Grade = grade, SettleDelay = Some.SettleDelay };

    private static Effect Settle(Effect effect, EffectOutcome outcome, int? attempt = null, RetryPolicy? retry = null)
        => EffectMachine.Settle(effect, attempt ?? effect.Attempts, outcome, Operation(Grade.Guaranteed), retry ?? Retry, Now, draw: 1);

    private static Effect LookUp(Effect effect, EffectOutcome outcome, DateTimeOffset askedAt, Grade grade = Grade.Guaranteed, DateTimeOffset? arrival = null)
        => EffectMachine.Settle(effect, effect.Attempts, outcome, Operation(grade), Retry, arrival ?? askedAt, draw: 1, askedAt);
}
