using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Policies;
using OdooGrains.Grains.Outbound;
using Polly;
using Polly.CircuitBreaker;

namespace OdooGrains.Grains.Connections;

/// <summary>
/// The breaker of a connection. It opens when too large a part of the calls failed, or too many in a row, and needs no success before; a call that
/// took too long counts as failed whatever it answered. Half open it lets one probe through. It repeats nothing.
/// </summary>
public sealed class ConnectionBreaker
{
    /// <summary>The state of a breaker that lets all through.</summary>
    public const string Closed = "closed";

    /// <summary>Calls at least, before a ratio says something. 10.</summary>
    public const int RatioOfAtLeast = 10;

    /// <summary>Over what time the ratio counts. 30 s.</summary>
    public static readonly TimeSpan RatioOver = TimeSpan.FromSeconds(30);

    // Rows of failures have no time limit of their own; the library wants one.
    private static readonly TimeSpan RowOver = TimeSpan.FromHours(1);

    // The row is counted here, and the first failure beyond it opens: any part above nothing is enough then.
    private const double AnyFailure = 1e-6;

    private readonly CircuitBreakerStateProvider _ratio = new(), _row = new();
    private readonly ResiliencePipeline<FinishedCall> _pipeline;
    private readonly OutboundPolicy _policy;
    private readonly TimeProvider _time;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;
    private TimeSpan? _retryAfter;
    private int _inARow;

    public ConnectionBreaker(OutboundPolicy policy, TimeProvider time)
    {
        (_policy, _time) = (policy, time);
        _pipeline = new ResiliencePipelineBuilder<FinishedCall> { TimeProvider = time }
            .AddCircuitBreaker(Strategy(_ratio, policy.BreakerFailureRatio, RatioOfAtLeast, RatioOver, Failed))
            .AddCircuitBreaker(Strategy(_row, AnyFailure, minimum: 2, RowOver, finished => Failed(finished) && (IsProbing || _inARow >= _policy.BreakerConsecutive)))
            .Build();
    }

    /// <summary>When it may be probed; null while it is closed.</summary>
    public DateTimeOffset? OpenUntil => IsClosed ? null : _closedUntil;

    /// <summary>Since when it has not been closed; null while it is.</summary>
    public DateTimeOffset? OpenSince { get; private set; }

    public bool IsClosed => _ratio.CircuitState is CircuitState.Closed && _row.CircuitState is CircuitState.Closed;

    /// <summary>closed, open or half_open, as the status shows it.</summary>
    public string State => IsClosed ? Closed : IsProbing ? "half_open" : "open";

    /// <summary>Whether a call may leave now. Half open, one may, and the next only when it is over.</summary>
    public bool Admits(DateTimeOffset now) => IsClosed || (!IsProbing && now >= _closedUntil);

    /// <summary>Runs an admitted call and learns from it.</summary>
    public async Task<FinishedCall> RunAsync(Func<Task<FinishedCall>> call)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(async (_, run) => Outcome.FromResult(Count(await run())), context, call);

            // Who asked Admits in the same turn is never refused; if so all the same, no call left, and the sweep finds what waits.
            return outcome.Result ?? FinishedCall.Lost;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            OpenSince = IsClosed ? null : OpenSince ?? _time.GetUtcNow();
        }
    }

    /// <summary>Whether a call says that the outside system is ill.</summary>
    public static bool IsFailure(FinishedCall finished, OutboundPolicy policy)
        => finished.Ended.End is CallEnd.Overloaded || (finished.Ended.Tells && finished.Ended.Took > policy.SlowCall);

    private bool IsProbing => _ratio.CircuitState is CircuitState.HalfOpen || _row.CircuitState is CircuitState.HalfOpen;

    private CircuitBreakerStrategyOptions<FinishedCall> Strategy(
        CircuitBreakerStateProvider state, double ratio, int minimum, TimeSpan over, Func<FinishedCall, bool> isFailure) => new()
    {
        FailureRatio = ratio,
        MinimumThroughput = minimum,
        SamplingDuration = over,
        StateProvider = state,
        BreakDurationGenerator = _ => new(Break()),
        ShouldHandle = arguments => new(arguments.Outcome.Result is { } finished && isFailure(finished)),
    };

    private FinishedCall Count(FinishedCall finished)
    {
        _retryAfter = finished.Failure?.RetryAfter;
        _inARow = IsFailure(finished, _policy) ? _inARow + 1 : finished.Ended.Tells ? 0 : _inARow;
        return finished;
    }

    // A probe that never left tells nothing: the next one must.
    private bool Failed(FinishedCall finished) => IsFailure(finished, _policy) || (IsProbing && !finished.Ended.Tells);

    private TimeSpan Break()
    {
        var duration = _retryAfter is { } asked && asked > _policy.BreakerOpen ? asked : _policy.BreakerOpen;
        _closedUntil = _time.GetUtcNow() + duration;
        return duration;
    }
}
