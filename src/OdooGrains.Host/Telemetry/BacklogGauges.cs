using System.Diagnostics.Metrics;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Grains.Dispatch;

namespace OdooGrains.Host.Telemetry;

/// <summary>Backlog and oldest age, as the sweep saw them last: of events that are not folded, and of open effects by lane.</summary>
internal sealed class BacklogGauges(Sweeper sweeper, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Instruments.Meter.CreateObservableGauge("odoograins.backlog.events", () => sweeper.Backlog.Sum(tenant => tenant.OpenEvents), "{event}", "Accepted events that are not folded.");
        Instruments.Meter.CreateObservableGauge("odoograins.backlog.events.age", () => Age(sweeper.Backlog.Select(tenant => tenant.OldestReceivedAt).Min()), "s", "Age of the oldest of them.");
        Instruments.Meter.CreateObservableGauge("odoograins.backlog.effects", Depths, "{effect}", "Open effects by lane and status.");
        Instruments.Meter.CreateObservableGauge("odoograins.backlog.effects.age", Ages, "s", "Age of the oldest open effect by lane.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Depths()
        => sweeper.Lanes.Select(depth => new Measurement<long>(depth.Count, Lane(depth.Lane), new("status", depth.Status.ToString().ToLowerInvariant())));

    private IEnumerable<Measurement<double>> Ages()
        => sweeper.Lanes.GroupBy(depth => depth.Lane).Select(lane => new Measurement<double>(Age(lane.Min(depth => depth.OldestPlannedAt)), Lane(lane.Key)));

    private static KeyValuePair<string, object?> Lane(Domain.Effects.Lane lane) => new("lane", lane.ToString().ToLowerInvariant());

    private double Age(DateTimeOffset? since) => since is { } begun ? (time.GetUtcNow() - begun).TotalSeconds : 0;
}
