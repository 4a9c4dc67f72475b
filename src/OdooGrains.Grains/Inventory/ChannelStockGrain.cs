using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Inventory;

namespace OdooGrains.Grains.Inventory;

/// <summary>
/// Asks a channel's owner to tell levels when hints come in: at the first at once, and then once for all that come within a moment. Which levels those are
/// the rows say, the newest of each product.
/// </summary>
[ImplicitStreamSubscription(StockStreams.Levels)]
public sealed class ChannelStockGrain(GrainLimits limits) : Grain, IChannelStockGrain, IStreamSubscriptionObserver, IAsyncObserver<StockHint>
{
    private IGrainTimer? _rest;
    private bool _isResting, _tellAgain;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<StockHint>().ResumeAsync(this);

    public Task OnNextAsync(StockHint item, StreamSequenceToken? token = null) => Tell();

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public async Task Tell()
    {
        if (_isResting)
        {
            _tellAgain = true;
            return;
        }

        (_isResting, _tellAgain) = (true, false);
        Rest();
        await GrainFactory.GetGrain<IConnectionGrain>(this.GetPrimaryKeyString()).Read(new(StockFeeds.Levels));
    }

    private void Rest()
    {
        if (_rest is null)
        {
            _rest = this.RegisterGrainTimer(_ => RestedAsync(), new GrainTimerCreationOptions { DueTime = limits.StockHintEvery, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        }
        else
        {
            _rest.Change(limits.StockHintEvery, Timeout.InfiniteTimeSpan);
        }
    }

    private Task RestedAsync()
    {
        _isResting = false;
        return _tellAgain ? Tell() : Task.CompletedTask;
    }
}
