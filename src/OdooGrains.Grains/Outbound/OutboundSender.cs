using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Grains.Outbound;

/// <summary>
/// The process's sender. It gives its slots fairly over tenants; for each call it commits the sent mark, calls, and brings the outcome to the
/// order and then to the connection's owner. It repeats nothing: an outcome that cannot be delivered leaves the effect sent, and the sweep finds it.
/// </summary>
/// <param name="scheduler">Where calls run: the thread pool, or a simulation's own scheduler.</param>
public sealed partial class OutboundSender(
    IEffectStore effects,
    ConnectorRegistry connectors,
    IGrainFactory grains,
    GrainLimits limits,
    TimeProvider time,
    TaskScheduler scheduler,
    ILogger<OutboundSender> logger)
{
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(50);
    private readonly Lock _gate = new();
    private readonly FairQueue<OutboundCall> _waiting = new(int.MaxValue, int.MaxValue);
    private int _inFlight;
    private bool _isStopping;

    /// <summary>Calls under way, for graceful stops and the status page.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Takes a call over; returns at once.</summary>
    public void Send(OutboundCall call)
    {
        lock (_gate)
        {
            // Bounded by the owners: each hands over no more than its connection's concurrency.
            _waiting.TryEnqueue(call.Connection.Tenant, call);
        }

        StartWaiting();
    }

    /// <summary>Starts no further call and waits for those under way, at most so long.</summary>
    public async Task StopAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _isStopping = true;
        }

        using var timer = new PeriodicTimer(DrainPoll, time);
        var begun = time.GetTimestamp();
        while (InFlight > 0 && time.GetElapsedTime(begun) < atMost && await timer.WaitForNextTickAsync(cancellation))
        {
        }
    }

    private void StartWaiting()
    {
        while (TakeSlot() is { } call)
        {
            _ = Task.Factory.StartNew(() => RunAsync(call), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        }
    }

    private OutboundCall? TakeSlot()
    {
        lock (_gate)
        {
            if (_isStopping || _inFlight >= limits.OutboundCallsMax || !_waiting.TryDequeue(out var call))
            {
                return null;
            }

            _inFlight++;
            return call;
        }
    }

    private async Task RunAsync(OutboundCall call)
    {
        FinishedCall finished = new(call.Effect.Key, null, NotMarked: true);
        try
        {
            finished = await CallAsync(call);
        }
        catch (Exception error)
        {
            LogNotDelivered(call.Connection, call.Effect.Key, error);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }

        _ = grains.GetGrain<IConnectionGrain>(call.Connection.ToString()).Finished(finished);
        StartWaiting();
    }

    private async Task<FinishedCall> CallAsync(OutboundCall call)
    {
        var effect = call.Effect;
        var begun = time.GetTimestamp();
        if (!call.IsLookUp)
        {
            if (await effects.MarkSentAsync(EffectMachine.Mark(effect, call.Epoch, time.GetUtcNow()), CancellationToken.None) is not { } marked)
            {
                return new(effect.Key, null, NotMarked: true);
            }

            effect = marked;
        }

        DateTimeOffset? askedAt = call.IsLookUp ? time.GetUtcNow() : null;
        var outcome = time.GetElapsedTime(begun) > limits.MarkAgeMax && !call.IsLookUp
            ? new EffectOutcome.Failed(new(FailureClass.Transient, EffectFailures.NotSent, $"The call did not leave within {limits.MarkAgeMax.TotalSeconds:0.#} s of its mark."))
            : await ExecuteAsync(call, effect);
        await grains.GetGrain<IOrderGrain>(effect.Key.Document.ToString()).Apply(new(effect, SettledOutcome.From(outcome), askedAt));
        return new(effect.Key, (outcome as EffectOutcome.Failed)?.Failure, NotMarked: false);
    }

    private async Task<EffectOutcome> ExecuteAsync(OutboundCall call, Effect effect)
    {
        using var activity = Instruments.Activities.StartActivity(effect.Operation, ActivityKind.Client, effect.TraceParent);
        activity?.SetTag("tenant", call.Connection.Tenant.Value).SetTag("document", effect.Key.Document.ToString()).SetTag("attempt", effect.Attempts);
        var begun = time.GetTimestamp();
        var outcome = await GuardedAsync(call, effect);
        var tags = new TagList
        {
            { "operation", call.IsLookUp ? "look_up" : effect.Operation },
            { "outcome", OutcomeText(outcome) },
        };
        Instruments.Calls.Add(1, tags);
        Instruments.CallSeconds.Record(time.GetElapsedTime(begun).TotalSeconds, tags);
        if (logger.IsEnabled(LogLevel.Information))
        {
            LogCalled(call.Connection.Tenant, effect.Key.Document, effect.Key, effect.Attempts, call.IsLookUp, OutcomeText(outcome));
        }

        return outcome;
    }

    // A connector that throws is a mistake of ours; what it called may have been done.
    private async Task<EffectOutcome> GuardedAsync(OutboundCall call, Effect effect)
    {
        if (call.Config is not { } config || connectors.Find(config.Kind) is not { Outbound: { } outbound } connector)
        {
            return new EffectOutcome.Failed(new(FailureClass.Business, "connection_gone", $"Connection '{call.Connection.Connection}' does not exist (any more); create it again and retry, or discard this."));
        }

        var timeout = connector.Manifest.Operations.FirstOrDefault(operation => operation.Name == effect.Operation)?.Timeout ?? TimeSpan.FromSeconds(40);
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            return call.IsLookUp
                ? await outbound.LookUpAsync(config, effect, deadline.Token)
                : (await outbound.ExecuteAsync(config, [effect], deadline.Token))[0];
        }
        catch (Exception error)
        {
            LogConnectorThrew(call.Connection, effect.Key, error);
            return call.IsLookUp
                ? new EffectOutcome.Failed(new(FailureClass.Transient, "look_up_failed", $"The look-up ended with {error.GetType().Name}."))
                : new EffectOutcome.InDoubt($"The call ended with {error.GetType().Name}.");
        }
    }

    private static string OutcomeText(EffectOutcome outcome) => outcome switch
    {
        EffectOutcome.Done => "done",
        EffectOutcome.InDoubt => "in_doubt",
        EffectOutcome.NotFound => "not_found",
        EffectOutcome.Failed failed => failed.Failure.Class.ToString().ToLowerInvariant(),
        _ => "unknown",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Effect {Effect} of order {Document} of tenant {Tenant}: attempt {Attempt} (look-up {IsLookUp}) ended {Outcome}")]
    private partial void LogCalled(TenantId tenant, DocumentKey document, EffectKey effect, int attempt, bool isLookUp, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "The connector of {Connection} threw on effect {Effect}; the call counts as in doubt")]
    private partial void LogConnectorThrew(ConnectionKey connection, EffectKey effect, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mark or outcome of effect {Effect} at {Connection} could not be stored; the sweep will find it")]
    private partial void LogNotDelivered(ConnectionKey connection, EffectKey effect, Exception error);
}
