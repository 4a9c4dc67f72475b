using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OdooGrains.Contracts;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Dispatch;

/// <summary>
/// The only poller, however many tenants: each round reads a page of open events and one of documents that have come due, and hints their owners. It
/// goes on after the last row of the round before, so that no row hides those behind it. What was woken and stands still, behind a pause or in a
/// backlog, comes round again at a bounded rate, so that it costs little however much it is. Hints are harmless when repeated.
/// </summary>
public sealed partial class Sweeper(
    ISweepStore store, BacklogCounts counts, IGrainFactory grains, IFoldHints hints, IEnumerable<ISweepFollower> followers, GrainLimits limits, TimeProvider time, ILogger<Sweeper> logger)
    : IBacklogView
{
    private static readonly TimeSpan LanesRest = TimeSpan.FromSeconds(9);
    private readonly CostlyCount<TenantBacklog> _backlog = new(cancellation => counts.CountAsync(store, cancellation), TimeSpan.Zero, time);
    private readonly CostlyCount<LaneDepth> _lanes = new(store.LanesAsync, LanesRest, time);
    private readonly ConcurrentDictionary<DocumentKey, DueDocument> _waking = new();
    private readonly WokenDocuments _woken = new(limits, time);
    private DueDocument? _lastFresh, _lastAgain;
    private long? _againAt;
    private OpenEvent? _lastEvent;

    /// <summary>Unfinished work a tenant, as it was counted last: each round, or less often where counting takes long.</summary>
    public IReadOnlyList<TenantBacklog> Backlog => _backlog.Last;

    /// <summary>Open effects by lane and status, over all tenants, as they were counted last: every 10 s or so.</summary>
    public IReadOnlyList<LaneDepth> Lanes => _lanes.Last;

    /// <summary>When the last round ended well; null before the first.</summary>
    public DateTimeOffset? LastRoundAt { get; private set; }

    /// <summary>Runs a round every <see cref="GrainLimits.SweepPeriod"/> until cancelled. A failed round is logged, and the next one tries again.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(limits.SweepPeriod, time);
        do
        {
            try
            {
                await RoundAsync(cancellation);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                LogRoundFailed(error);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    public async Task RoundAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_waking.Count < limits.SweepRowsMax)
        {
            await WakeDueAsync(now, cancellation);
        }

        var events = await store.OpenEventsAsync(now - limits.OpenEventAge, _lastEvent, limits.SweepRowsMax, cancellation);
        foreach (var document in events.Select(open => open.Document).Distinct())
        {
            hints.Open(document);
        }

        // A short page was the last one: begin anew.
        _lastEvent = events.Count < limits.SweepRowsMax ? null : events[^1];
        await _backlog.CountAsync(cancellation);
        await _lanes.CountAsync(cancellation);
        LastRoundAt = now;
        await FollowAsync(new(now, Backlog), cancellation);
    }

    // One that fails takes nothing from the others, nor from the sweep itself.
    private async Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        foreach (var follower in followers)
        {
            try
            {
                await follower.FollowAsync(round, cancellation);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                LogNotFollowed(follower.GetType().Name, error);
            }
        }
    }

    private async Task WakeDueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var fresh = await store.DueDocumentsAsync(now, _lastFresh, limits.SweepRowsMax, cancellation);
        Wake(fresh);
        if (fresh.Count == limits.SweepRowsMax)
        {
            _lastFresh = fresh[^1];
            return;
        }

        // A commit may show after later ones, by another process's clock: the last seconds are looked at again.
        _lastFresh = fresh.LastOrDefault(due => due.DueAt <= now - limits.WakeAgainAfter) ?? _lastFresh;
        if (_againAt is null || time.GetElapsedTime(_againAt.Value) >= limits.WakeAgainAfter)
        {
            await WakeAgainAsync(now, cancellation);
        }
    }

    private async Task WakeAgainAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        _againAt = time.GetTimestamp();
        var standing = await store.DueDocumentsAsync(now, _lastAgain, limits.WakesAgainMax, cancellation);
        Wake(standing);
        _lastAgain = standing.Count < limits.WakesAgainMax ? null : standing[^1];
    }

    // Nobody waits for those that are woken. Where they are slow, the next rounds wake no others, so that they do not pile up.
    private void Wake(IEnumerable<DueDocument> documents)
    {
        foreach (var due in documents.Where(due => _woken.MayWake(due) && _waking.TryAdd(due.Document, due)))
        {
            _ = WakeAsync(due);
        }
    }

    private async Task WakeAsync(DueDocument due)
    {
        try
        {
            await grains.GetGrain<IOrderGrain>(due.Document.ToString()).Wake();
        }
        catch (Exception error)
        {
            LogNotWoken(due.Document, error);
        }
        finally
        {
            _waking.TryRemove(due.Document, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A round of the sweep failed; the next one tries again")]
    private partial void LogRoundFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Follower} could not do its part after a round of the sweep; it does it after the next")]
    private partial void LogNotFollowed(string follower, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Order {Document} could not be woken; the sweep will wake it again")]
    private partial void LogNotWoken(DocumentKey document, Exception error);
}
