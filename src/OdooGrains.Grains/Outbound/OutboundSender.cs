using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Grains.Outbound;

/// <summary>
/// The process's sender. It gives its slots fairly over tenants; for each call it commits the sent marks, calls, and brings the outcomes to the
/// orders. It repeats nothing: an outcome that cannot be delivered leaves the effect sent, and the sweep finds it.
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
        var finished = FinishedCall.Lost;
        try
        {
            finished = await CallAsync(waiting.Call);
        }
        catch (Exception error)
        {
            LogNotDelivered(waiting.Call.Connection, waiting.Call.Effects[0].Key, error);
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
        var begun = time.GetTimestamp();
        var (marked, busy, wasRefused) = call.IsLookUp ? new(call.Effects, [], false) : await MarkAsync(call);
        if (marked.Count == 0)
        {
            return FinishedCall.Lost with { WasRefused = wasRefused, Busy = busy };
        }

        DateTimeOffset? askedAt = call.IsLookUp ? time.GetUtcNow() : null;
        var left = time.GetTimestamp();
        OwnerFence fence = new(call, effects, time, limits.MarkAgeMax, call.IsLookUp ? null : begun);
        var outcomes = time.GetElapsedTime(begun) > limits.MarkAgeMax && !call.IsLookUp ? NotSent(marked) : await ExecuteAsync(call, marked, fence);
        var took = time.GetElapsedTime(left);
        await Task.WhenAll(marked.Select((effect, index) => ApplyAsync(call, new(effect, SettledOutcome.From(outcomes[index]), askedAt))));
        return FinishedCall.Of(outcomes, took, reading: null) with { WasRefused = wasRefused || fence.HasHeldBack, Busy = busy };
    }

    // One round trip to the store for all of them: what is written together is committed together.
    private async Task<Marks> MarkAsync(OutboundCall call)
    {
        var now = time.GetUtcNow();
        var marks = await Task.WhenAll(call.Effects.Select(effect => MarkAsync(call, EffectMachine.Mark(effect, call.Epoch, now))));
        return new(
            [.. marks.Select(mark => mark?.Effect).OfType<Effect>()],
            [.. call.Effects.Where((_, index) => marks[index] is MarkOutcome.Busy)],
            marks.Any(mark => mark is MarkOutcome.Changed));
    }

    // A mark that may be stored or not makes no call: the row says sent, and the sweep finds it.
    private async Task<MarkOutcome?> MarkAsync(OutboundCall call, Effect marked)
    {
        try
        {
            return await effects.MarkSentAsync(marked, CancellationToken.None);
        }
        catch (Exception error)
        {
            LogNotDelivered(call.Connection, marked.Key, error);
            return null;
        }
    }

    private async Task ApplyAsync(OutboundCall call, SettledEffect settled)
    {
        try
        {
            await grains.GetGrain<IOrderGrain>(settled.Effect.Key.Document.ToString()).Apply(settled);
        }
        catch (Exception error)
        {
            LogNotDelivered(call.Connection, settled.Effect.Key, error);
        }
    }

    private EffectOutcome[] NotSent(IReadOnlyList<Effect> effects)
    {
        Failure failure = new(FailureClass.Transient, EffectFailures.NotSent, $"The call did not leave within {limits.MarkAgeMax.TotalSeconds:0.#} s of its mark.");
        return [.. effects.Select(_ => new EffectOutcome.Failed(failure))];
    }

    private async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(OutboundCall call, IReadOnlyList<Effect> effects, OwnerFence fence)
    {
        // One call has one trace, the first document's; the log names the others.
        using var activity = Instruments.Activities.StartActivity(call.Operation, ActivityKind.Client, effects[0].TraceParent);
        activity?.SetTag("tenant", call.Connection.Tenant.Value).SetTag("document", effects[0].Key.Document.ToString()).SetTag("effects", effects.Count);
        var begun = time.GetTimestamp();
        FencedEgress.Raise(fence.MayLeaveAsync);
        var outcomes = await GuardedAsync(call, effects);
        var operation = call.IsLookUp ? "look_up" : call.Operation;
        Instruments.CallSeconds.Record(time.GetElapsedTime(begun).TotalSeconds, new TagList { { "operation", operation }, { "outcome", OutcomeText(outcomes[0]) } });
        foreach (var (effect, outcome) in effects.Zip(outcomes))
        {
            Instruments.Calls.Add(1, new TagList { { "operation", operation }, { "outcome", OutcomeText(outcome) } });
            if (logger.IsEnabled(LogLevel.Information))
            {
                LogCalled(call.Connection.Tenant, effect.Key.Document, effect.Key, effect.Attempts, call.IsLookUp, OutcomeText(outcome));
            }
        }

        return outcomes;
    }

    // A connector that throws is a mistake of ours; what it called may have been done.
    private async Task<IReadOnlyList<EffectOutcome>> GuardedAsync(OutboundCall call, IReadOnlyList<Effect> effects)
    {
        if (call.Config is not { } config || connectors.Find(config.Kind) is not { Outbound: { } outbound } connector)
        {
            return All(effects, new EffectOutcome.Failed(new(FailureClass.Business, "connection_gone", $"Connection '{call.Connection.Connection}' does not exist (any more); create it again and retry, or discard this.")));
        }

        var timeout = connector.Manifest.Operations.FirstOrDefault(operation => operation.Name == call.Operation)?.Timeout ?? TimeSpan.FromSeconds(40);
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            // A connector that does not heed its deadline must not keep its place for ever.
            var outcomes = call.IsLookUp
                ? [await outbound.LookUpAsync(config, effects[0], deadline.Token).WaitAsync(timeout + EffectMachine.OutcomeGrace, time)]
                : await outbound.ExecuteAsync(config, effects, deadline.Token).WaitAsync(timeout + EffectMachine.OutcomeGrace, time);
            return outcomes.Count == effects.Count ? outcomes : throw new InvalidOperationException($"The connector gave {outcomes.Count} outcomes for {effects.Count} effects.");
        }
        catch (Exception error)
        {
            LogConnectorThrew(call.Connection, effects[0].Key, error);
            return All(effects, call.IsLookUp
                ? new EffectOutcome.Failed(new(FailureClass.Transient, "look_up_failed", $"The look-up ended with {error.GetType().Name}."))
                : new EffectOutcome.InDoubt($"The call ended with {error.GetType().Name}."));
        }
    }

    private static EffectOutcome[] All(IReadOnlyList<Effect> effects, EffectOutcome outcome) => [.. effects.Select(_ => outcome)];

    private static string OutcomeText(EffectOutcome outcome) => outcome switch
    {
        EffectOutcome.Done => "done",
        EffectOutcome.InDoubt => "in_doubt",
        EffectOutcome.NotFound => "not_found",
        EffectOutcome.Failed failed => failed.Failure.Class.ToString().ToLowerInvariant(),
        _ => "unknown",
    };

    /// <param name="WasRefused">One has changed, or the connection has another owner.</param>
    private readonly record struct Marks(IReadOnlyList<Effect> Marked, IReadOnlyList<Effect> Busy, bool WasRefused);

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
