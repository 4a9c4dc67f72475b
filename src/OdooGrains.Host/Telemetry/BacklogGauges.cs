using System.Diagnostics.Metrics;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Host.Telemetry;

/// <summary>Backlog and oldest age, as the sweep saw them last: of events that are not folded, and of open effects by lane. Open alerts and the brownout step beside them.</summary>
internal sealed class BacklogGauges(Sweeper sweeper, PlatformFigures figures, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Instruments.Meter.CreateObservableGauge("odoograins.backlog.events", () => sweeper.Backlog.Sum(tenant => tenant.OpenEvents), "{event}", "Accepted events that are not folded.");
        Instruments.Meter.CreateObservableGauge("odoograins.backlog.events.age", () => Age(sweeper.Backlog.Select(tenant => tenant.OldestReceivedAt).Min()), "s", "Age of the oldest of them.");
        Instruments.Meter.CreateObservableGauge("odoograins.backlog.effects", Depths, "{effect}", "Open effects by lane and status.");
        Instruments.Meter.CreateObservableGauge("odoograins.backlog.effects.age", Ages, "s", "Age of the oldest open effect by lane.");
        Instruments.Meter.CreateObservableGauge("odoograins.alerts.open", Alerts, "{alert}", "Open alerts by kind.");
        Instruments.Meter.CreateObservableGauge("odoograins.brownout.step", () => (int)figures.Brownout, description: "What is shed: 0 nothing, 1 reports, 2 also the catalog, 3 also customers.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Depths()
        => sweeper.Lanes.Select(depth => new Measurement<long>(depth.Count, Lane(depth.Lane), new("status", depth.Status.ToString().ToLowerInvariant())));

    private IEnumerable<Measurement<double>> Ages()
        => sweeper.Lanes.GroupBy(depth => depth.Lane).Select(lane => new Measurement<double>(Age(lane.Min(depth => depth.OldestPlannedAt)), Lane(lane.Key)));

    // Kinds without an open alert too, so that a graph goes back to nothing.
    private IEnumerable<Measurement<long>> Alerts() => Enum.GetValues<AlertKind>().Select(kind => new Measurement<long>(
        figures.Alerts.Where(open => open.Kind == kind).Sum(open => open.Count), new KeyValuePair<string, object?>("kind", kind.ToString().ToLowerInvariant())));

    private static KeyValuePair<string, object?> Lane(Domain.Effects.Lane lane) => new("lane", lane.ToString().ToLowerInvariant());

    private double Age(DateTimeOffset? since) => since is { } begun ? (time.GetUtcNow() - begun).TotalSeconds : 0;
}
