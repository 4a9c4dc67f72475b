using OdooGrains.Grains.Feeds;
using OdooGrains.Grains.Inventory;

namespace OdooGrains.Grains.Outbound;

public sealed partial class OutboundSender
{
    /// <summary>The same for one page of a feed: it needs no mark, since nothing is lost where it is read twice.</summary>
    public Task<FinishedRead> ReadAsync(FeedCall call)
        => Task.Factory.StartNew(() => RunAsync(call), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();

    private async Task<FinishedRead> RunAsync(FeedCall call)
    {
        await _ahead.EnterAsync(call.Connection.Tenant);
        Interlocked.Increment(ref _underWay);
        var read = StockCalls.Makes(call) ? await CallStockAsync(call) : await BeginAsync(call) is { } start ? await OutAsync(call, start) : FinishedRead.Nothing;
        return read with { Call = read.Call with { Stored = EndAsync(read.Call.Stored) } };
    }

    /// <summary>Where the page begins, with a place to read it, which is held afterwards; none is where there is nothing to read.</summary>
    private async Task<FeedStart?> BeginAsync(FeedCall call)
    {
        try
        {
            var start = await pages.BeginAsync(call);
            await (start is null ? Task.CompletedTask : _out.EnterAsync(call.Connection.Tenant));
            return start;
        }
        finally
        {
            _ahead.Leave();
        }
    }

    private async Task<FinishedRead> OutAsync(FeedCall call, FeedStart start)
    {
        try
        {
            return await pages.ReadAsync(call, start);
        }
        finally
        {
            _out.Leave();
        }
    }
}
