namespace OdooGrains.Domain.Effects;

/// <summary>The life of one effect as a pure function. docs/effects.md has the picture.</summary>
public static class EffectMachine
{
    /// <summary>A sent call whose outcome never arrived is looked up so long after its timeout.</summary>
    public static readonly TimeSpan OutcomeGrace = TimeSpan.FromSeconds(5);

    /// <summary>The mark that must be committed before the call leaves.</summary>
    public static Effect Mark(Effect effect, long epoch, DateTimeOffset now) => effect.Status is EffectStatus.Planned
        ? effect with { Status = EffectStatus.Sent, Attempts = effect.Attempts + 1, Epoch = epoch, SentAt = now }
        : throw new InvalidOperationException($"Effect {effect.Key} is {effect.Status}; only a planned effect is marked sent.");

    /// <summary>The mark of a call that could not leave in time after the one before, under which nothing has left.</summary>
    public static Effect MarkAnew(Effect effect, DateTimeOffset now) => effect.Status is EffectStatus.Sent
        ? effect with { Attempts = effect.Attempts + 1, SentAt = now }
        : throw new InvalidOperationException($"Effect {effect.Key} is {effect.Status}; only a sent effect is marked anew.");

    /// <summary>
    /// The outcome of attempt <paramref name="attempt"/> (for a look-up: of the attempt that was in doubt). A late answer to an attempt
    /// that is settled already changes nothing: at-least-once is the contract.
    /// </summary>
    /// <param name="askedAt">
    /// When the look-up left that gave this outcome; null for the answer to the attempt itself. A "not found" without it counts as asked
    /// when the look-up was due: the target may have answered before the settle delay what arrives here after it.
    /// </param>
    public static Effect Settle(
        Effect effect, int attempt, EffectOutcome outcome, OperationPolicy operation, RetryPolicy retry, DateTimeOffset now, double draw, DateTimeOffset? askedAt = null)
    {
        var awaited = effect.Status is EffectStatus.Sent or EffectStatus.InDoubt;
        var lateSuccess = effect.Status is EffectStatus.Planned && attempt > 0 && outcome is EffectOutcome.Done;
        if (attempt != effect.Attempts || !(awaited || lateSuccess))
        {
            return effect;
        }

        // Whoever looks up a call without outcome holds it to be in doubt.
        if (effect is { Status: EffectStatus.Sent, SentAt: { } sentAt } && (askedAt is not null || outcome is EffectOutcome.NotFound))
        {
            effect = InDoubt(effect) with { DueAt = sentAt };
        }

        return outcome switch
        {
            EffectOutcome.Done done => effect with { Status = EffectStatus.Confirmed, Result = done.Result, SettledAt = now, LastFailure = null },
            EffectOutcome.InDoubt doubt => Doubt(effect, doubt, retry, now, draw),
            EffectOutcome.NotFound => NotFound(effect, askedAt ?? effect.DueAt, operation, retry, now, draw),
            EffectOutcome.Failed failed when effect.Status is EffectStatus.InDoubt => LookUpFailed(effect, failed.Failure, retry, now, draw),
            EffectOutcome.Failed failed => Failed(effect, failed.Failure, retry, now, draw),
            _ => throw new InvalidOperationException($"Outcome {outcome} of effect {effect.Key} is not known."),
        };
    }

    /// <summary>
    /// A person changes or deletes the connection by force, so what was sent or is in doubt there can no longer be settled by itself. An answer
    /// that arrives afterwards changes nothing: it is the answer of the target as it was.
    /// </summary>
    public static Effect Hold(Effect effect, string reason, DateTimeOffset now) => effect.Status is EffectStatus.Sent or EffectStatus.InDoubt
        ? InDoubt(effect) with { Status = EffectStatus.Held, LastFailure = Unknown(reason), SettledAt = now }
        : effect;

    /// <summary>A person wants another try of a held or dead effect. One whose last attempt may have been done is looked up first.</summary>
    public static Effect Retry(Effect effect, DateTimeOffset now) => effect.Status is EffectStatus.Held or EffectStatus.Dead
        ? effect with { Status = effect.IsHeldInDoubt ? EffectStatus.InDoubt : EffectStatus.Planned, Failures = 0, DueAt = now, SettledAt = null }
        : effect;

    /// <summary>
    /// No longer wanted. Only where it is surely not done, or where a person's force held it, who then takes over what became of it: anything else
    /// must be settled first.
    /// </summary>
    public static Effect Withdraw(Effect effect, DateTimeOffset now) => effect.IsSurelyNotDone || effect.IsHeldInDoubt
        ? effect with { Status = EffectStatus.Withdrawn, SettledAt = now }
        : throw new InvalidOperationException($"Effect {effect.Key} is {effect.Status} after {effect.Attempts} attempts; settle it before it is withdrawn.");

    /// <summary>
    /// No longer wanted, but an earlier attempt that was in doubt may still be done: look it up once more when that can no longer be.
    /// </summary>
    public static Effect Reconsider(Effect effect, OperationPolicy operation)
        => effect is { DoubtfulSince: { } since, Status: EffectStatus.Planned or EffectStatus.Held or EffectStatus.Dead, IsHeldInDoubt: false }
            ? effect with { Status = EffectStatus.InDoubt, DueAt = since + operation.SettleDelay, SettledAt = null }
            : effect;

    /// <summary>
    /// More may have been done than is known, until <paramref name="until"/>: the store was restored from a backup, or what it knew was purged. What is
    /// open is looked up before anything is sent; what waits for a person is doubtful, so that its target is read before it is tried again.
    /// </summary>
    public static Effect Recover(Effect effect, DateTimeOffset until, DateTimeOffset now)
    {
        var doubtful = effect with { Attempts = Math.Max(effect.Attempts, 1), SentAt = until, DoubtfulSince = until };
        return effect.Status switch
        {
            EffectStatus.Planned or EffectStatus.Sent or EffectStatus.InDoubt => doubtful with { Status = EffectStatus.InDoubt, DueAt = now },
            EffectStatus.Held or EffectStatus.Dead => doubtful,
            _ => effect,
        };
    }

    /// <summary>When somebody must look at it next; null once it is settled.</summary>
    public static DateTimeOffset? NextActionAt(Effect effect, OperationPolicy operation) => effect.Status switch
    {
        EffectStatus.Planned or EffectStatus.InDoubt => effect.DueAt,
        EffectStatus.Sent => effect.SentAt + operation.Timeout + OutcomeGrace,
        _ => null,
    };

    // The first look-up is made at once; one that brought no answer is repeated with backoff.
    private static Effect Doubt(Effect effect, EffectOutcome.InDoubt doubt, RetryPolicy retry, DateTimeOffset now, double draw)
    {
        var first = effect.Status is EffectStatus.Sent;
        var failures = effect.Failures + 1;
        return (first ? InDoubt(effect) : effect) with
        {
            Failures = failures,
            LastFailure = new(FailureClass.Transient, EffectFailures.InDoubt, doubt.Reason),
            DueAt = first ? now : now + retry.DelayAfter(failures, draw),
        };
    }

    private static Effect InDoubt(Effect effect) => effect with { Status = EffectStatus.InDoubt, DoubtfulSince = effect.SentAt };

    private static Failure Unknown(string reason)
        => new(FailureClass.Business, EffectFailures.OutcomeUnknown, $"{reason.TrimEnd('.')}. It is not known whether the call was done: retry this to look it up, or discard it.");

    private static Effect LookUpFailed(Effect effect, Failure failure, RetryPolicy retry, DateTimeOffset now, double draw) => effect with
    {
        Failures = effect.Failures + 1,
        LastFailure = failure,
        DueAt = now + Delay(effect.Failures + 1, failure, retry, draw),
    };

    // What counts is when the target was asked: the call may have run between that and the arrival of the answer.
    private static Effect NotFound(Effect effect, DateTimeOffset askedAt, OperationPolicy operation, RetryPolicy retry, DateTimeOffset now, double draw)
    {
        var settlesAt = effect.DoubtfulSince + operation.SettleDelay ?? now;
        if (askedAt >= settlesAt)
        {
            return effect with { Status = EffectStatus.Planned, DueAt = now, DoubtfulSince = null };
        }

        // Repeating the very same request under an enforced key is harmless; the earlier call may still run, though.
        return operation.KeyIsEnforced
            ? effect with { Status = EffectStatus.Planned, DueAt = now + retry.DelayAfter(Math.Max(effect.Failures, 1), draw) }
            : effect with { DueAt = Earlier(settlesAt, now + retry.DelayAfter(effect.Failures + 1, draw)), Failures = effect.Failures + 1 };
    }

    private static Effect Failed(Effect effect, Failure failure, RetryPolicy retry, DateTimeOffset now, double draw)
    {
        if (failure.Code is EffectFailures.RefusedTogether or EffectFailures.NotSent)
        {
            return effect with { Status = EffectStatus.Planned, DueAt = now };
        }

        var failures = failure.Class is FailureClass.Throttled or FailureClass.Auth ? effect.Failures : effect.Failures + 1;
        var failed = effect with { Failures = failures, LastFailure = failure };
        return failure.Class switch
        {
            FailureClass.Business or FailureClass.Schema => failed with { Status = EffectStatus.Held, SettledAt = now },
            FailureClass.Poison when failures >= retry.AttemptsMax => failed with { Status = EffectStatus.Dead, SettledAt = now },
            _ => failed with { Status = EffectStatus.Planned, DueAt = now + Delay(Math.Max(failures, 1), failure, retry, draw) },
        };
    }

    private static TimeSpan Delay(int failures, Failure failure, RetryPolicy retry, double draw)
    {
        // Refused credentials have no wait of their own: the connection is paused, and whoever ends that wants the next try at once.
        var backoff = retry.DelayAfter(failures, draw);
        var asked = failure.RetryAfter ?? TimeSpan.Zero;
        return asked <= backoff ? backoff : asked < retry.RetryAfterMax ? asked : retry.RetryAfterMax;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
