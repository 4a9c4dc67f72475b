using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
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
/// order. It repeats nothing: an outcome that cannot be delivered leaves the effect sent, and the sweep finds it.
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
    private readonly FairQueue<Waiting> _waiting = new(int.MaxValue, int.MaxValue);
    private int _inFlight;
    private bool _isStopping;

    /// <summary>Calls under way, for graceful stops and the status page.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _inFlight;
            }
        }
    }

    /// <summary>
    /// Takes a call over at once; the task ends when the call is over, and never fails. Its owner lives in this process, so the end of a call
    /// is no message that could be lost or reach another activation: a lost one would hold a place of the connection for ever.
    /// </summary>
    public Task<FinishedCall> SendAsync(OutboundCall call)
    {
        Waiting waiting = new(call);
        lock (_gate)
        {
            // Bounded by the owners: each hands over no more than its connection's concurrency.
            _waiting.TryEnqueue(call.Connection.Tenant, waiting);
        }

        StartWaiting();
        return waiting.Over.Task;
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
        while (TakeSlot() is { } waiting)
        {
            _ = Task.Factory.StartNew(() => RunAsync(waiting), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        }
    }

    private Waiting? TakeSlot()
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

    private async Task RunAsync(Waiting waiting)
    {
        var call = waiting.Call;
        FinishedCall finished = new FinishedCall.Lost();
        try
        {
            finished = await CallAsync(call);
        }
        catch (Exception error)
        {
            LogNotDelivered(call.Connection, call.Effect.Key, error);
        }

        lock (_gate)
        {
            _inFlight--;
        }

        waiting.Over.SetResult(finished);
        StartWaiting();
    }

    private async Task<FinishedCall> CallAsync(OutboundCall call)
    {
        var effect = call.Effect;
        var begun = time.GetTimestamp();
        if (!call.IsLookUp)
        {
            var mark = await effects.MarkSentAsync(EffectMachine.Mark(effect, call.Epoch, time.GetUtcNow()), CancellationToken.None);
            if (mark.Effect is not { } marked)
            {
                return mark is MarkOutcome.Busy ? new FinishedCall.Busy() : new FinishedCall.NotMarked();
            }

            effect = marked;
        }

        DateTimeOffset? askedAt = call.IsLookUp ? time.GetUtcNow() : null;
        var outcome = time.GetElapsedTime(begun) > limits.MarkAgeMax && !call.IsLookUp
            ? new EffectOutcome.Failed(new(FailureClass.Transient, EffectFailures.NotSent, $"The call did not leave within {limits.MarkAgeMax.TotalSeconds:0.#} s of its mark."))
            : await ExecuteAsync(call, effect);
        await grains.GetGrain<IOrderGrain>(effect.Key.Document.ToString()).Apply(new(effect, SettledOutcome.From(outcome), askedAt));
        return new FinishedCall.Settled(FailureOf(outcome));
    }

    private static Failure? FailureOf(EffectOutcome outcome) => outcome switch
    {
        EffectOutcome.Failed failed => failed.Failure,
        EffectOutcome.InDoubt doubt => new(FailureClass.Transient, "in_doubt", doubt.Reason),
        _ => null,
    };

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
            // A connector that does not heed its deadline must not keep its place for ever.
            return call.IsLookUp
                ? await outbound.LookUpAsync(config, effect, deadline.Token).WaitAsync(timeout + EffectMachine.OutcomeGrace, time)
                : (await outbound.ExecuteAsync(config, [effect], deadline.Token).WaitAsync(timeout + EffectMachine.OutcomeGrace, time))[0];
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

    private sealed record Waiting(OutboundCall Call)
    {
        public TaskCompletionSource<FinishedCall> Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Effect {Effect} of order {Document} of tenant {Tenant}: attempt {Attempt} (look-up {IsLookUp}) ended {Outcome}")]
    private partial void LogCalled(TenantId tenant, DocumentKey document, EffectKey effect, int attempt, bool isLookUp, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "The connector of {Connection} threw on effect {Effect}; the call counts as in doubt")]
    private partial void LogConnectorThrew(ConnectionKey connection, EffectKey effect, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mark or outcome of effect {Effect} at {Connection} could not be stored; the sweep will find it")]
    private partial void LogNotDelivered(ConnectionKey connection, EffectKey effect, Exception error);
}
