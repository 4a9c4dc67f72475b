using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Feeds;
using OdooGrains.Grains.Inventory;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Grains.Outbound;

/// <summary>
/// The process's sender. For each call it commits the sent marks, calls when it has a place, and brings the outcomes to the orders. Places are given
/// fairly over tenants and held only while a call is out: while the calls of all places are out, the next one of each is marked. It repeats
/// nothing: an outcome that cannot be delivered leaves the effect sent, and the sweep finds it.
/// </summary>
/// <param name="scheduler">Where calls run: the thread pool, or a simulation's own scheduler.</param>
public sealed partial class OutboundSender(
    IEffectStore effects,
    ConnectorRegistry connectors,
    IGrainFactory grains,
    GrainLimits limits,
    TimeProvider time,
    TaskScheduler scheduler,
    FeedPages pages,
    StockCalls stock,
    ILogger<OutboundSender> logger)
{
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(50);
    private readonly FairPlaces _ahead = new(limits.OutboundCallsMax, limits.Discipline);
    private readonly FairPlaces _out = new(limits.OutboundCallsMax, limits.Discipline);
    private int _underWay;

    /// <summary>Calls under way, from before their mark until their outcome is stored; for graceful stops and the status page.</summary>
    public int InFlight => Volatile.Read(ref _underWay);

    /// <summary>
    /// Takes a call over at once; the task ends when the call was answered, and never fails. Its owner lives in this process, so the end of a
    /// call is no message that could be lost or reach another activation: a lost one would hold a place of the connection for ever.
    /// </summary>
    public Task<FinishedCall> SendAsync(OutboundCall call)
        => Task.Factory.StartNew(() => RunAsync(call), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();

    /// <summary>Begins no further call and waits for those under way, at most so long.</summary>
    public async Task StopAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        _ahead.Close();
        using var timer = new PeriodicTimer(DrainPoll, time);
        var begun = time.GetTimestamp();
        while (InFlight > 0 && time.GetElapsedTime(begun) < atMost && await timer.WaitForNextTickAsync(cancellation))
        {
        }
    }

    private async Task<FinishedCall> RunAsync(OutboundCall call)
    {
        await _ahead.EnterAsync(call.Connection.Tenant);
        Interlocked.Increment(ref _underWay);
        var finished = FinishedCall.Lost;
        try
        {
            finished = await CallAsync(call);
        }
        catch (Exception error)
        {
            LogNotDelivered(call.Connection, call.Effects[0].Key, error);
        }

        return finished with { Stored = EndAsync(finished.Stored) };
    }

    private async Task EndAsync(Task stored)
    {
        await stored;
        Interlocked.Decrement(ref _underWay);
    }

    private async Task<FinishedCall> CallAsync(OutboundCall call)
    {
        var marks = await PrepareAsync(call);
        if (marks.IsEmpty)
        {
            return FinishedCall.NotBegun with { WasRefused = marks.WasRefused, Busy = marks.Busy };
        }

        OwnerFence fence = new(call.Connection, call.Epoch, effects, time, limits.MarkAgeMax, marks.AskedAt);
        var (outcomes, use, took, askedAt) = await OutAsync(call, marks, fence);
        return FinishedCall.Of(outcomes, took, use) with
        {
            WasRefused = marks.WasRefused || fence.HasHeldBack,
            Busy = marks.Busy,
            Stored = Task.WhenAll(marks.Marked.Select((effect, index) => ApplyAsync(call, new(effect, SettledOutcome.From(outcomes[index]), askedAt)))),
        };
    }

    /// <summary>Marks the effects and waits for a place for their call, which is held afterwards; none is where no mark was taken.</summary>
    private async Task<Marks> PrepareAsync(OutboundCall call)
    {
        try
        {
            var marks = call.IsLookUp ? new(call.Effects, [], WasRefused: false, AskedAt: null) : await MarkAsync(call, call.Effects, (effect, now) => EffectMachine.Mark(effect, call.Epoch, now));
            if (marks.IsEmpty)
            {
                return marks;
            }

            await _out.EnterAsync(call.Connection.Tenant);
            return IsTooOld(marks) ? await MarkAnewAsync(call, marks) : marks;
        }
        finally
        {
            _ahead.Leave();
        }
    }

    // The place came late, behind long calls of others. It is held for this one commit: who gave it back would lose the turn, and might never get one.
    private async Task<Marks> MarkAnewAsync(OutboundCall call, Marks old)
    {
        var marks = await MarkAsync(call, old.Marked, EffectMachine.MarkAnew);
        if (marks.IsEmpty)
        {
            _out.Leave();
        }

        return marks with { Busy = old.Busy, WasRefused = old.WasRefused || marks.WasRefused };
    }

    private bool IsTooOld(Marks marks) => marks.AskedAt is { } asked && time.GetElapsedTime(asked) > limits.MarkAgeMax;

    private async Task<Answer> OutAsync(OutboundCall call, Marks marks, OwnerFence fence)
    {
        try
        {
            DateTimeOffset? askedAt = call.IsLookUp ? time.GetUtcNow() : null;
            var left = time.GetTimestamp();
            var (outcomes, use) = IsTooOld(marks) ? (NotSent(marks.Marked), EgressUse.None) : await ExecuteAsync(call, marks.Marked, fence);
            return new(outcomes, use, time.GetElapsedTime(left), askedAt);
        }
        finally
        {
            _out.Leave();
        }
    }

    // One round trip to the store for all of them: what is written together is committed together.
    private async Task<Marks> MarkAsync(OutboundCall call, IReadOnlyList<Effect> effects, Func<Effect, DateTimeOffset, Effect> mark)
    {
        var (asked, now) = (time.GetTimestamp(), time.GetUtcNow());
        var marks = await Task.WhenAll(effects.Select(effect => MarkAsync(call, mark(effect, now))));
        return new(
            [.. marks.Select(mark => mark?.Effect).OfType<Effect>()],
            [.. effects.Where((_, index) => marks[index] is MarkOutcome.Busy)],
            marks.Any(mark => mark is MarkOutcome.Changed),
            asked);
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

    private async Task<(IReadOnlyList<EffectOutcome> Outcomes, EgressUse Use)> ExecuteAsync(OutboundCall call, IReadOnlyList<Effect> effects, OwnerFence fence)
    {
        // One call has one trace, the first document's; the log names the others.
        using var activity = Instruments.Activities.StartActivity(call.Operation, ActivityKind.Client, effects[0].TraceParent);
        activity?.SetTag("tenant", call.Connection.Tenant.Value).SetTag("document", effects[0].Key.Document.ToString()).SetTag("effects", effects.Count);
        var begun = time.GetTimestamp();
        var requests = FencedEgress.Raise(fence.MayLeaveAsync);
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

        return (outcomes, requests.End());
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
    /// <param name="AskedAt">When the store was asked for them; null for a look-up, which needs none.</param>
    private readonly record struct Marks(IReadOnlyList<Effect> Marked, IReadOnlyList<Effect> Busy, bool WasRefused, long? AskedAt)
    {
        public bool IsEmpty => Marked.Count == 0;
    }

    /// <param name="AskedAt">When a look-up left; null for a call.</param>
    private readonly record struct Answer(IReadOnlyList<EffectOutcome> Outcomes, EgressUse Use, TimeSpan Took, DateTimeOffset? AskedAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Effect {Effect} of order {Document} of tenant {Tenant}: attempt {Attempt} (look-up {IsLookUp}) ended {Outcome}")]
    private partial void LogCalled(TenantId tenant, DocumentKey document, EffectKey effect, int attempt, bool isLookUp, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "The connector of {Connection} threw on effect {Effect}; the call counts as in doubt")]
    private partial void LogConnectorThrew(ConnectionKey connection, EffectKey effect, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mark or outcome of effect {Effect} at {Connection} could not be stored; the sweep will find it")]
    private partial void LogNotDelivered(ConnectionKey connection, EffectKey effect, Exception error);
}
