using Microsoft.Extensions.Logging;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Alerts;
using OdooGrains.Grains.Outbound;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Grains.Connections;

/// <summary>
/// Decides which effects of one outside system leave next, under a new epoch since its activation: marks of an earlier owner fail from then
/// on. It hands them to the process's sender and never waits for the network.
/// </summary>
public sealed partial class ConnectionGrain(
    ConnectionDirectory directory,
    CallTermsReader reader,
    IEffectStore effects,
    RefusedCredentials refused,
    OutboundSender sender,
    BreakerReports breakers,
    GrainLimits limits,
    TimeProvider time,
    ILogger<ConnectionGrain> logger) : Grain, IConnectionGrain
{
    private readonly EffectWindow _window = new(limits.ConnectionWindowMax);
    private readonly FeedTurns _feeds = new();
    private readonly long _begun = time.GetTimestamp();
    private ConnectionKey _key;
    private long _epoch;
    private Pacing? _pacing;
    private ConnectionBreaker? _breaker;
    private IGrainTimer? _timer;
    private bool _isPumping, _pumpAgain;

    // Calls that are out, and calls that were answered and whose orders are being told.
    private int _calls, _storing;

    private CallBlock? _block;

    // Refused credentials that are not stored yet.
    private CallBlock? _refused;

    // How long until something that is due may leave: budget, repeats, breaker or a batched lane hold it back.
    private TimeSpan? _wait;
    private int _reloads;
    private Failure? _lastFailure;
    private DateTimeOffset? _lastFailureAt, _lastSuccessAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ConnectionKey.Parse(this.GetPrimaryKeyString());
        _epoch = await effects.TakeEpochAsync(_key, cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        breakers.Forget(_key);
        return Task.CompletedTask;
    }

    public Task Hint(EffectHint hint)
    {
        _window.Offer(hint.Effect);
        return PumpAsync();
    }

    public Task Reload()
    {
        // Another process may have changed it: what this one remembers of it is old.
        directory.Forget(_key.Tenant);
        _reloads++;
        (_block, _refused, _breaker) = (null, null, null);
        _window.Doubt();
        return PumpAsync();
    }

    // Never throws: nobody waits for most pumps, and a pump that ends without a timer would leave the rest to the sweep.
    private async Task PumpAsync()
    {
        // Turns interleave at awaits: one pump at a time, and once more for what came in meanwhile.
        _pumpAgain = true;
        if (_isPumping)
        {
            return;
        }

        _isPumping = true;
        TimeSpan? again = null;
        try
        {
            while (_pumpAgain)
            {
                _pumpAgain = false;
                await PauseRefusedAsync();
                await RefillAsync();
                await StartDueAsync();
            }
        }
        catch (Exception error)
        {
            LogNotPumped(_key.Tenant, _key.Connection, error);
            _window.Doubt();
            again = limits.SweepPeriod;
        }

        _isPumping = false;
        SetTimer(again);
    }

    // Where the store is away this throws, and the pump tries again before it starts any call.
    private async Task PauseRefusedAsync()
    {
        if (_refused is { } block)
        {
            await refused.PauseAsync(_key, block.Version, block.Reason);
            _refused = ReferenceEquals(_refused, block) ? null : _refused;
        }
    }

    private async Task RefillAsync()
    {
        if (_window.IsLow(time.GetUtcNow()))
        {
            _window.BeginRefill();
            _window.Refill(await effects.DueAsync(_key, _epoch, time.GetUtcNow(), limits.ConnectionWindowMax, default));
        }
    }

    private async Task StartDueAsync()
    {
        var terms = await reader.ReadAsync(_key);
        var now = time.GetUtcNow();
        _wait = null;
        _pacing = Paced(terms);
        if (_block is { } block && !block.Holds(now, terms.Version))
        {
            _block = null;
        }

        while (_window.InFlight < limits.ConnectionWindowMax && _window.FirstUnsettled(now, effect => IsAbandoned(effect, now)) is { } abandoned)
        {
            _window.Take(abandoned, 1, now, _ => false);
            _ = AbandonAsync(abandoned);
        }

        while (NextCall(terms, now) is { } start)
        {
            _ = start();
        }
    }

    private Func<Task>? NextCall(CallTerms terms, DateTimeOffset now)
    {
        // A store that is slower than the outside system holds the calls back, too.
        if (_block is not null || !terms.MayCall || Math.Max(_calls, _storing) >= _pacing!.Concurrency.Now(terms.Policy.ConcurrencyMax))
        {
            return null;
        }

        if (_breaker is { } breaker && !breaker.Admits(now))
        {
            // While a probe is under way, its end is what is waited for.
            if (breaker.OpenUntil > now)
            {
                Await(breaker.OpenUntil.Value - now);
            }

            return null;
        }

        // What may be done already goes first: its document waits for it.
        return _window.FirstUnsettled(now, effect => effect.Status is EffectStatus.InDoubt && HasOwnBudget(terms, effect)) is { } doubtful
            ? Take(terms, doubtful, 1, now)
            : NextOfLanes(terms, now);
    }

    private Func<Task>? NextOfLanes(CallTerms terms, DateTimeOffset now)
    {
        // What waits for a connection that is gone is sent, and the sender refuses it: so it is held, with an owner.
        if (!terms.MaySend)
        {
            return null;
        }

        var mayRepeat = _pacing!.Retries.Wait(Clock) is var wait && wait == TimeSpan.Zero;
        bool IsAllowed(Effect effect) => (mayRepeat || !IsRepeat(effect) || Await(wait)) && (terms.LetOutAt(effect) is not { } at || at <= now || Await(at - now));
        Effect? FirstEffect(Lane lane) => _window.FirstPlanned(lane, now, IsAllowed) is { } head && HasOwnBudget(terms, head) ? head : null;
        if (_pacing.Turns.Next(lane => FirstEffect(lane) is not null || FirstPage(terms, lane, now) is not null) is not { } next)
        {
            return null;
        }

        var start = FirstEffect(next.Lane) is { } first && (_feeds.EffectsFirst(next.Lane) || FirstPage(terms, next.Lane, now) is null)
            ? Take(terms, first, _pacing.Batches.Next(first.Operation, terms.BatchMax(first.Operation)), now)
            : TakePage(terms, FirstPage(terms, next.Lane, now)!.Value);
        _pacing = start is null ? _pacing : _pacing with { Turns = next.After };
        return start;
    }

    // Whose turn it is waits for the budget of all, and all wait behind it: or cheap calls would for ever take what a dear one saves for.
    private Func<Task>? Take(CallTerms terms, Effect first, int atMost, DateTimeOffset now)
    {
        if (!HasBudget(Operation(first), terms.Cost(first)))
        {
            return null;
        }

        _feeds.EffectsLeft(first.Lane);
        var effects = _window.Take(first, atMost, now, effect => !IsRepeat(effect) && (terms.LetOutAt(effect) ?? now) <= now);
        return () => SendAsync(new(_key, effects, terms.Config, _epoch), terms);
    }

    private bool HasBudget(string operation, CallCost cost)
    {
        var wait = _pacing!.Budget.Wait(operation, cost, Clock);
        return wait == TimeSpan.Zero || Await(wait);
    }

    private bool HasOwnBudget(CallTerms terms, Effect effect) => HasOwnBudget(Operation(effect), terms.Cost(effect));

    private bool HasOwnBudget(string operation, CallCost cost)
    {
        var wait = _pacing!.Budget.OwnWait(operation, cost, Clock);
        return wait == TimeSpan.Zero || Await(wait);
    }

    /// <summary>Remembers to look again in so long; false.</summary>
    private bool Await(TimeSpan wait)
    {
        _wait = _wait is { } shorter && shorter < wait ? shorter : wait;
        return false;
    }

    private static string Operation(Effect effect) => effect.Status is EffectStatus.InDoubt ? CallTerms.LookUp : effect.Operation;

    // A try that the outside system failed costs a repeat; one that never left, or was refused only for its company, does not.
    private static bool IsRepeat(Effect effect) => effect.Failures > 0;

    private bool IsAbandoned(Effect effect, DateTimeOffset now)
        => effect.Status is EffectStatus.Sent && (effect.Epoch < _epoch || now >= effect.SentAt + limits.LostOutcomeAfter);

    private Task SendAsync(OutboundCall call, CallTerms terms)
    {
        PacedCall paced = new(Operation(call.Effects[0]), call.Effects.Count, IsRepeat(call.Effects[0]) && !call.IsLookUp, terms.Cost(call.Effects[0]), _calls + 1);
        return CallAsync(paced, terms, () => sender.SendAsync(call), finished =>
        {
            foreach (var effect in call.Effects)
            {
                Finish(effect);
            }

            foreach (var effect in finished.Busy)
            {
                // Its row has not changed; it only waits in the window.
                _window.Offer(effect with { DueAt = time.GetUtcNow() + limits.HotKeyDelay });
            }
        });
    }

    private async Task CallAsync(PacedCall paced, CallTerms terms, Func<Task<FinishedCall>> send, Action<FinishedCall> finish)
    {
        var reloads = _reloads;
        _calls++;
        _pacing = _pacing!.Started(paced, terms.Policy, Clock);
        var openSince = _breaker?.OpenSince;
        var finished = await GuardAsync(send, terms.Policy);
        LogBreaker(openSince, finished.Failure);
        _calls--;
        _pacing = _pacing.Over(paced, finished.Ended, terms.Policy, Clock);
        if (finished.WasRefused && await HasLostEpochAsync())
        {
            // Another activation owns the connection now; this one must not try on.
            LogEpochLost(_key.Tenant, _key.Connection, _epoch);
            DeactivateOnIdle();
            return;
        }

        if (finished.Ended.Tells)
        {
            breakers.Saw(_key, _breaker?.OpenSince);
            Learn(finished.Failure, terms.Version, reloads == _reloads);
        }

        await StoredAsync(finished);
        finish(finished);
        await PumpAsync();
    }

    // The outside system has a place free from its answer on: the next call need not wait until the orders were told of this one.
    private async Task StoredAsync(FinishedCall finished)
    {
        if (!finished.Stored.IsCompleted)
        {
            _storing++;
            await PumpAsync();
            await finished.Stored;
            _storing--;
        }
    }

    // Only a connection that has failed carries a breaker.
    private async Task<FinishedCall> GuardAsync(Func<Task<FinishedCall>> call, OutboundPolicy policy)
    {
        if (_breaker is { } breaker)
        {
            return await breaker.RunAsync(call);
        }

        var finished = await call();
        if (ConnectionBreaker.IsFailure(finished, policy))
        {
            _breaker ??= new(policy, time);
            await _breaker.RunAsync(() => Task.FromResult(finished));
        }

        return finished;
    }

    // Marked by an owner that is gone, or its outcome was lost: from now on it is in doubt, and a look-up will tell.
    private async Task AbandonAsync(Effect effect)
    {
        try
        {
            await GrainFactory.GetGrain<IOrderGrain>(effect.Key.Document.ToString())
                .Apply(new(effect, new(InDoubt: "The call was marked as sent and its outcome never arrived.")));
        }
        catch (Exception error)
        {
            // The row still says sent, so the sweep finds it again.
            LogNotAbandoned(_key, effect.Key, error);
        }

        Finish(effect);
        await PumpAsync();
    }

    private void Finish(Effect effect)
    {
        if (_window.Finish(effect.Key) is { } news)
        {
            _window.Offer(news);
        }
    }

    private async Task<bool> HasLostEpochAsync()
    {
        try
        {
            return await effects.CurrentEpochAsync(_key, default) != _epoch;
        }
        catch (Exception error)
        {
            // Who goes on wrongly has its next mark refused too.
            LogNotPumped(_key.Tenant, _key.Connection, error);
            return false;
        }
    }

    /// <param name="isCurrent">False where the connection was changed, tested or resumed since the call began: then it says nothing of now.</param>
    private void Learn(Failure? failure, long version, bool isCurrent)
    {
        var now = time.GetUtcNow();
        if (failure is null)
        {
            _lastSuccessAt = now;
            return;
        }

        (_lastFailure, _lastFailureAt) = (failure, now);
        if (failure.Class is not (FailureClass.Auth or FailureClass.Throttled) || !isCurrent)
        {
            return;
        }

        var block = CallBlock.After(failure, now, version);
        _block = block.Or(_block);
        _refused = failure.Class is FailureClass.Auth ? block : _refused;
        LogBlocked(_key.Tenant, _key.Connection, failure.Class, failure.Message);
    }

    private Pacing Paced(CallTerms terms) => _pacing is { } pacing
        ? pacing with { Budget = pacing.Budget.With(terms.Limits, Clock) }
        : new() { Budget = CallBudget.Spent(terms.Limits, Clock, limits.MarkAgeMax) };

    // Monotonic, so that a clock that is set gives no budget away.
    private TimeSpan Clock => time.GetElapsedTime(_begun);

    private void SetTimer(TimeSpan? again)
    {
        var now = time.GetUtcNow();
        var next = _block is { } block && _window.Waiting + _feeds.Count > 0 ? block.Until - now : Sooner(Sooner(_window.NextDue(now), _feeds.NextDue(now)) - now, _wait);
        if ((again ?? next) is not { } delay)
        {
            return;
        }

        delay = delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
        if (_timer is null)
        {
            _timer = this.RegisterGrainTimer(_ => PumpAsync(), new GrainTimerCreationOptions { DueTime = delay, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        }
        else
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private static T? Sooner<T>(T? one, T? other)
        where T : struct, IComparable<T>
        => one is not { } first || other is { } second && second.CompareTo(first) < 0 ? other : one;
}
