using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Feeds;
using OdooGrains.Grains.Feeds;
using OdooGrains.Grains.Outbound;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Grains.Inventory;

/// <summary>Makes calls about stock, fenced like any call: reads an ERP, or tells and reads a channel.</summary>
public sealed partial class StockCalls(StockReader reader, StockTeller teller, IEffectStore effects, GrainLimits limits, TimeProvider time, ILogger<StockCalls> logger)
{
    public static bool Makes(FeedCall call) => call.Feed.Name is StockFeeds.Source or StockFeeds.Levels;

    /// <summary>What there is to call for; null where there is nothing, or the store is away: the sweep asks again.</summary>
    public async Task<IStockTurn?> BeginAsync(FeedCall call)
    {
        try
        {
            return call.Feed.Name == StockFeeds.Source ? await reader.BeginAsync(call) : await teller.BeginAsync(call);
        }
        catch (Exception error)
        {
            LogNotBegun(call.Key, error);
            return null;
        }
    }

    /// <summary>The call, as the connection's owner sees it. Never fails.</summary>
    public async Task<FinishedRead> CallAsync(FeedCall call, IStockTurn turn)
    {
        var begun = time.GetTimestamp();
        OwnerFence fence = new(call.Connection, call.Epoch, effects, time, limits.MarkAgeMax, provedAt: null);
        var requests = FencedEgress.Raise(fence.MayLeaveAsync);
        var outcomes = await GuardedAsync(call, turn);
        var finished = FinishedCall.Of(outcomes, time.GetElapsedTime(begun), requests.End()) with { WasRefused = fence.HasHeldBack };
        var again = StoreAsync(call, turn);
        return new(finished with { Stored = again }, again);
    }

    private async Task<IReadOnlyList<EffectOutcome>> GuardedAsync(FeedCall call, IStockTurn turn)
    {
        using var deadline = new CancellationTokenSource(limits.StockCallMax, time);
        try
        {
            return await turn.CallAsync(deadline.Token).WaitAsync(limits.StockCallMax + EffectMachine.OutcomeGrace, time);
        }
        catch (Exception error)
        {
            LogThrew(call.Key, error);
            var reason = $"The call ended with {error.GetType().Name}; see the log.";
            turn.Lose(reason);
            return [new EffectOutcome.Failed(new(FailureClass.Transient, "stock_failed", reason))];
        }
    }

    private async Task<DateTimeOffset?> StoreAsync(FeedCall call, IStockTurn turn)
    {
        try
        {
            return await turn.StoreAsync();
        }
        catch (Exception error)
        {
            // What was marked is read back, and what was read is read again.
            LogNotStored(call.Key, error);
            return time.GetUtcNow() + limits.SweepPeriod;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Feed} could not be begun; it is asked for again")]
    private partial void LogNotBegun(FeedKey feed, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A call for {Feed} threw")]
    private partial void LogThrew(FeedKey feed, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came of a call for {Feed} could not be stored; it is found out again")]
    private partial void LogNotStored(FeedKey feed, Exception error);
}
