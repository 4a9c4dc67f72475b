namespace OdooGrains.Contracts.Inventory;

/// <summary>Sees to it that a channel is told its levels; key <c>tenant/connection</c>. It hears of them by the stream of that key.</summary>
[Alias("og.channelstock")]
public interface IChannelStockGrain : IGrainWithStringKey
{
    /// <summary>Levels are due. Harmless when repeated.</summary>
    [Alias("Tell"), OneWay]
    Task Tell();
}
