using OdooGrains.Grains.Feeds;
using OdooGrains.Grains.Inventory;

namespace OdooGrains.Grains.Outbound;

public sealed partial class OutboundSender
{
    private async Task<FinishedRead> CallStockAsync(FeedCall call) => await BeginStockAsync(call) is { } turn ? await OutAsync(call, turn) : FinishedRead.Nothing;

    /// <summary>What there is to call for, with a place, which is held afterwards; none is where there is nothing.</summary>
    private async Task<IStockTurn?> BeginStockAsync(FeedCall call)
    {
        try
        {
            var turn = await stock.BeginAsync(call);
            await (turn is null ? Task.CompletedTask : _out.EnterAsync(call.Connection.Tenant));
            return turn;
        }
        finally
        {
            _ahead.Leave();
        }
    }

    private async Task<FinishedRead> OutAsync(FeedCall call, IStockTurn turn)
    {
        try
        {
            return await stock.CallAsync(call, turn);
        }
        finally
        {
            _out.Leave();
        }
    }
}
