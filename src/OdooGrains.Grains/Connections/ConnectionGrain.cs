using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Outbound;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Connections;

/// <summary>
/// Decides which effects of one outside system leave next, under a new epoch since its activation: marks of an earlier owner fail from then
/// on. It hands them to the process's sender and never waits for the network.
/// </summary>
public sealed partial class ConnectionGrain(
    ConnectionDirectory directory,
    IEffectStore effects,
    RefusedCredentials refused,
    OutboundSender sender,
    GrainLimits limits,
    TimeProvider time,
    ILogger<ConnectionGrain> logger) : Grain, IConnectionGrain
{
    private readonly EffectWindow _window = new(limits.ConnectionWindowMax);
    private ConnectionKey _key;
    private long _epoch;
    private IGrainTimer? _timer;
    private bool _isPumping, _pumpAgain;

    // Effects that are not in the window may be due in the store.
    private bool _moreInStore = true;
    private CallBlock? _block;

    // Refused credentials that are not stored yet.
    private CallBlock? _refused;
    private int _reloads;
    private Failure? _lastFailure;
    private DateTimeOffset? _lastFailureAt, _lastSuccessAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ConnectionKey.Parse(this.GetPrimaryKeyString());
        _epoch = await effects.TakeEpochAsync(_key, cancellationToken);
    }

    public Task Hint(EffectHint hint)
    {
        Offer(hint.Effect);
        return PumpAsync();
    }

    public Task Reload()
    {
        // Another process may have changed it: what this one remembers of it is old.
        directory.Forget(_key.Tenant);
        _reloads++;
        (_block, _refused) = (null, null);
        _moreInStore = true;
        return PumpAsync();
    }

    public async Task<ConnectionReport> Status()
    {
        var found = await directory.FindWithStatusAsync(_key);
        return new()
        {
            Epoch = _epoch,
            InFlight = _window.InFlight,
            Waiting = _window.Waiting,
            ConcurrencyMax = Concurrency(found?.Config),
            Blocked = Blocked(found, time.GetUtcNow()),
            LastFailure = _lastFailure,
            LastFailureAt = _lastFailureAt,
            LastSuccessAt = _lastSuccessAt,
        };
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
            _moreInStore = true;
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
        if (!_moreInStore || _window.Due(time.GetUtcNow()) > limits.ConnectionWindowMax / 2)
        {
            return;
        }

        _moreInStore = false;
        var due = await effects.DueAsync(_key, _epoch, time.GetUtcNow(), limits.ConnectionWindowMax, default);
        foreach (var effect in due)
        {
            Offer(effect);
        }

        _moreInStore |= due.Count == limits.ConnectionWindowMax;
    }

    private void Offer(Effect effect) => _moreInStore |= !_window.Offer(effect, time.GetUtcNow());

    private async Task StartDueAsync()
    {
        var found = await directory.FindWithStatusAsync(_key);
        var now = time.GetUtcNow();
        if (_block is { } block && !block.Holds(now, Version(found)))
        {
            _block = null;
        }

        var mayCall = _block is null && found is not { Stored.Status: ConnectionStatus.AuthFailed };
        var maySend = found is null or { Stored.Status: ConnectionStatus.Active, Tenant.Status: TenantStatus.Active };
        while (_window.InFlight < Concurrency(found?.Config) && _window.Take(now, effect => IsReady(effect, mayCall, maySend, now)) is { } effect)
        {
            _ = effect.Status is EffectStatus.Sent ? AbandonAsync(effect) : CallAsync(effect, found?.Config);
        }
    }

    // A pause keeps planned effects back; what may be done already is looked up all the same, unless that would be refused too. What waits for a connection that is gone is sent,
    // and the sender refuses it: so it is held, with an owner.
    private bool IsReady(Effect effect, bool mayCall, bool maySend, DateTimeOffset now) => effect.Status switch
    {
        EffectStatus.Planned => mayCall && maySend,
        EffectStatus.InDoubt => mayCall,
        _ => effect.Epoch < _epoch || now >= effect.SentAt + limits.LostOutcomeAfter,
    };

    private async Task CallAsync(Effect effect, ConnectionConfig? config)
    {
        var reloads = _reloads;
        var finished = await sender.SendAsync(new(_key, effect, config, _epoch));
        Finish(effect);
        if (finished is FinishedCall.NotMarked && await HasLostEpochAsync())
        {
            // Another activation owns the connection now; this one must not try on.
            LogEpochLost(_key.Tenant, _key.Connection, _epoch);
            DeactivateOnIdle();
            return;
        }

        if (finished is FinishedCall.Busy)
        {
            // Its row has not changed; it only waits in the window.
            Offer(effect with { DueAt = time.GetUtcNow() + limits.HotKeyDelay });
        }

        if (finished is FinishedCall.Settled settled)
        {
            Learn(settled.Failure, config?.Version ?? 0, reloads == _reloads);
        }

        await PumpAsync();
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
            Offer(news);
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

    private string? Blocked((ConnectionConfig Config, StoredConnection Stored, Tenant Tenant)? found, DateTimeOffset now) => found switch
    {
        null => "The connection does not exist (any more).",
        { Tenant.Status: not TenantStatus.Active } => $"The tenant is {found.Value.Tenant.Status.ToString().ToLowerInvariant()}.",
        { Stored.Blocked: { } blocked } => blocked,
        _ when _block is { } block && block.Holds(now, found.Value.Stored.Version) => block.Sentence,
        _ => null,
    };

    private static long Version((ConnectionConfig Config, StoredConnection Stored, Tenant Tenant)? found) => found?.Stored.Version ?? 0;

    private int Concurrency(ConnectionConfig? config) => (int)Math.Clamp(config?.Number("concurrency") ?? limits.ConnectionConcurrency, 1, limits.OutboundCallsMax);

    private void SetTimer(TimeSpan? again)
    {
        var now = time.GetUtcNow();
        var next = _block is { } block && _window.Waiting > 0 ? block.Until : _window.NextDue(now);
        if ((again ?? next - now) is not { } delay)
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} of tenant {Tenant} waits after a failure of class {Class}: {Reason}")]
    private partial void LogBlocked(TenantId tenant, ConnectionId connection, FailureClass @class, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} of tenant {Tenant} lost its epoch {Epoch} to another owner; this activation ends")]
    private partial void LogEpochLost(TenantId tenant, ConnectionId connection, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The effects of connection {Connection} of tenant {Tenant} could not be read or started now; its owner tries again")]
    private partial void LogNotPumped(TenantId tenant, ConnectionId connection, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} could not put effect {Effect} in doubt; the sweep will find it")]
    private partial void LogNotAbandoned(ConnectionKey connection, EffectKey effect, Exception error);
}
