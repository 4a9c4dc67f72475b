using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Outbound;

namespace OdooGrains.Host.Composition;

/// <summary>Runs the sweep while the server runs, and gives calls under way a moment to end when it stops.</summary>
internal sealed class SweepService(Sweeper sweeper, OutboundSender sender) : BackgroundService
{
    /// <summary>Calls that are not over by then stay sent and are looked up at the next start.</summary>
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => sweeper.RunAsync(stoppingToken);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await sender.StopAsync(DrainMax, cancellationToken);
    }
}
