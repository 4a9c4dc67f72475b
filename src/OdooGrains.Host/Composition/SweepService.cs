using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Outbound;

namespace OdooGrains.Host.Composition;

/// <summary>
/// Runs the sweep while the server runs, from when it accepts: a backlog that is taken up takes the cores that a start needs. Gives calls under way a
/// moment to end when the server stops.
/// </summary>
internal sealed class SweepService(Sweeper sweeper, OutboundSender sender, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>Calls that are not over by then stay sent and are looked up at the next start.</summary>
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await sweeper.RunAsync(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await sender.StopAsync(DrainMax, cancellationToken);
    }
}
