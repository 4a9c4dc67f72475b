using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OdooGrains.Contracts;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Dispatch;

/// <summary>
/// The only poller, however many tenants: each round reads one page of due documents and one of open events, and hints their owners. It goes on
/// after the last row of the round before and wraps around, so that no row hides those behind it. Hints are harmless when repeated.
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
    private DueDocument? _lastDocument;
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

    // Nobody waits for those that are woken. Where they are slow, the next rounds wake no others, so that they do not pile up.
    private async Task WakeDueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var documents = await store.DueDocumentsAsync(now, _lastDocument, limits.SweepRowsMax, cancellation);
        foreach (var due in documents.Where(due => _woken.MayWake(due) && _waking.TryAdd(due.Document, due)))
        {
            _ = WakeAsync(due);
        }

        _lastDocument = documents.Count < limits.SweepRowsMax ? null : documents[^1];
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
