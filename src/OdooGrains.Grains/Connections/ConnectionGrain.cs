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
    private DateTimeOffset _blockedUntil;
    private long _blockedVersion;
    private string? _blocked;
    private Failure? _lastFailure;
    private DateTimeOffset? _lastFailureAt, _lastSuccessAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ConnectionKey.Parse(this.GetPrimaryKeyString());
        _epoch = await effects.TakeEpochAsync(_key, cancellationToken);
    }

    public Task Hint(EffectHint hint)
    {
        if (!_window.Offer(hint.Effect))
        {
            _moreInStore = true;
        }

        return PumpAsync();
    }

    public async Task Finished(FinishedCall call)
    {
        _window.Finish(call.Key);
        if (call.NotMarked && await effects.CurrentEpochAsync(_key, default) != _epoch)
        {
            // Another activation owns the connection now; this one must not try on.
            LogEpochLost(_key, _epoch);
            DeactivateOnIdle();
            return;
        }

        await LearnAsync(call);
        await PumpAsync();
    }

    public Task Reload()
    {
        _blockedUntil = default;
        _blocked = null;
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

    private async Task PumpAsync()
    {
        // Turns interleave at awaits: one pump at a time, and once more for what came in meanwhile.
        _pumpAgain = true;
        if (_isPumping)
        {
            return;
        }

        _isPumping = true;
        try
        {
            while (_pumpAgain)
            {
                _pumpAgain = false;
                await RefillAsync();
                await StartDueAsync();
            }
        }
        finally
        {
            _isPumping = false;
        }

        SetTimer();
    }

    private async Task RefillAsync()
    {
        if (!_moreInStore || _window.Waiting > limits.ConnectionWindowMax / 2)
        {
            return;
        }

        _moreInStore = false;
        var due = await effects.DueAsync(_key, _epoch, time.GetUtcNow(), limits.ConnectionWindowMax, default);
        foreach (var effect in due)
        {
            _moreInStore |= !_window.Offer(effect);
        }

        _moreInStore |= due.Count == limits.ConnectionWindowMax;
    }

    private async Task StartDueAsync()
    {
        var found = await directory.FindWithStatusAsync(_key);
        var now = time.GetUtcNow();
        _window.FinishLost(now - limits.LostOutcomeAfter);
        var mayCall = now >= _blockedUntil || found?.Stored.Version != _blockedVersion;
        var maySend = mayCall && found is { Stored.Status: ConnectionStatus.Active, Tenant.Status: TenantStatus.Active };
        while (_window.InFlight < Concurrency(found?.Config) && _window.Take(now, effect => IsReady(effect, mayCall, maySend, now)) is { } effect)
        {
            Start(effect, found?.Config);
        }
    }

    // A pause keeps planned effects back; what may be done already is looked up all the same.
    private bool IsReady(Effect effect, bool mayCall, bool maySend, DateTimeOffset now) => effect.Status switch
    {
        EffectStatus.Planned => maySend,
        EffectStatus.InDoubt => mayCall,
        _ => effect.Epoch < _epoch || now >= effect.SentAt + limits.LostOutcomeAfter,
    };

    private void Start(Effect effect, ConnectionConfig? config)
    {
        if (effect.Status is EffectStatus.Sent)
        {
            _ = AbandonAsync(effect);
        }
        else
        {
            sender.Send(new(_key, effect, config, _epoch));
        }
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

        await Finished(new(effect.Key, null, NotMarked: false));
    }

    private async Task LearnAsync(FinishedCall call)
    {
        var now = time.GetUtcNow();
        if (call.Failure is not { } failure)
        {
            _lastSuccessAt = call.NotMarked ? _lastSuccessAt : now;
            return;
        }

        (_lastFailure, _lastFailureAt) = (failure, now);
        if (failure.Class is FailureClass.Auth or FailureClass.Throttled)
        {
            var wait = failure.Class is FailureClass.Auth ? RetryPolicy.Default.AuthDelay : failure.RetryAfter ?? RetryPolicy.Default.DelayMin;
            _blockedUntil = now + wait;
            _blockedVersion = (await directory.FindWithStatusAsync(_key))?.Stored.Version ?? 0;
            _blocked = failure.Message;
            LogBlocked(_key.Tenant, _key.Connection, failure.Class, failure.Message);
        }
    }

    private string? Blocked((ConnectionConfig Config, StoredConnection Stored, Tenant Tenant)? found, DateTimeOffset now) => found switch
    {
        null => "The connection does not exist (any more).",
        { Tenant.Status: not TenantStatus.Active } => $"The tenant is {found.Value.Tenant.Status.ToString().ToLowerInvariant()}.",
        { Stored.Status: not ConnectionStatus.Active } => found.Value.Stored.StatusReason ?? "The connection is paused.",
        _ when now < _blockedUntil && found.Value.Stored.Version == _blockedVersion => $"{_blocked} Next try at {_blockedUntil:u}, or when the connection is changed, tested or resumed.",
        _ => null,
    };

    private int Concurrency(ConnectionConfig? config) => (int)(config?.Number("concurrency") ?? limits.ConnectionConcurrency);

    private void SetTimer()
    {
        var now = time.GetUtcNow();
        DateTimeOffset? next = _blockedUntil > now && _window.Waiting > 0 ? _blockedUntil : _window.NextDue(now);
        if (next is not { } due)
        {
            return;
        }

        var delay = due - now;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} lost its epoch {Epoch} to another owner; this activation ends")]
    private partial void LogEpochLost(ConnectionKey connection, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection} could not put effect {Effect} in doubt; the sweep will find it")]
    private partial void LogNotAbandoned(ConnectionKey connection, EffectKey effect, Exception error);
}
