using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Feeds;
using OdooGrains.Grains.Outbound;
using OdooGrains.Grains.Reconciliation;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Grains.Feeds;

/// <summary>Reads one page through the connector, fenced like any call, and gives it to whom it is read for.</summary>
public sealed partial class FeedPages(
    FeedIntake intake, ReconciliationReads reconciliations, ConnectorRegistry connectors, IEffectStore effects, GrainLimits limits, TimeProvider time, ILogger<FeedPages> logger)
{
    /// <summary>Where it begins; null where there is nothing to read, or the store is away: the next period asks again.</summary>
    public async Task<FeedStart?> BeginAsync(FeedCall call)
    {
        try
        {
            return await UseOf(call).BeginAsync(call);
        }
        catch (Exception error)
        {
            LogNotRead(call.Key, error);
            return null;
        }
    }

    /// <summary>The page, as the connection's owner sees the call, and where it goes to. Never fails.</summary>
    public async Task<FinishedRead> ReadAsync(FeedCall call, FeedStart start)
    {
        var begun = time.GetTimestamp();
        OwnerFence fence = new(call.Connection, call.Epoch, effects, time, limits.MarkAgeMax, provedAt: null);
        var requests = FencedEgress.Raise(fence.MayLeaveAsync);
        var page = await GuardedAsync(call, start);
        IReadOnlyList<EffectOutcome> outcome = page is FeedPage.Failed failed ? [new EffectOutcome.Failed(failed.Failure)] : [];
        var finished = FinishedCall.Of(outcome, time.GetElapsedTime(begun), requests.End()) with { WasRefused = fence.HasHeldBack };
        var again = TakeAsync(call, start, page);
        return new(finished with { Stored = again }, again);
    }

    private IFeedUse UseOf(FeedCall call) => call.Read.Run is null ? intake : reconciliations;

    // A connector that throws is a mistake of ours, and one that does not heed its deadline must not keep its place for ever.
    private async Task<FeedPage> GuardedAsync(FeedCall call, FeedStart start)
    {
        using var deadline = new CancellationTokenSource(limits.FeedPageMax, time);
        try
        {
            return await connectors.Find(call.Config.Kind)!.Feeds!.ReadAsync(call.Config, call.Feed.Name, start.Cursor, start.Since, deadline.Token)
                .WaitAsync(limits.FeedPageMax + EffectMachine.OutcomeGrace, time);
        }
        catch (Exception error)
        {
            LogConnectorThrew(call.Key, error);
            return new FeedPage.Failed(new(FailureClass.Transient, "feed_failed", $"Reading feed '{call.Feed.Name}' ended with {error.GetType().Name}; see the log."));
        }
    }

    private async Task<DateTimeOffset?> TakeAsync(FeedCall call, FeedStart start, FeedPage page)
    {
        try
        {
            return await UseOf(call).TakeAsync(call, start, page);
        }
        catch (Exception error)
        {
            // What was stored of it is known when the page is read again.
            LogNotTaken(call.Key, error);
            return time.GetUtcNow() + FeedPacing.BacklogRest;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} could not be begun; its next period begins it again")]
    private partial void LogNotRead(FeedKey feed, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The connector threw on feed {Feed}")]
    private partial void LogConnectorThrew(FeedKey feed, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page of feed {Feed} could not be stored; it is read again")]
    private partial void LogNotTaken(FeedKey feed, Exception error);
}
