using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OdooGrains.Domain.Telemetry;

/// <summary>
/// The one ActivitySource and the one Meter of the platform. Tenant ids are not labels: their number is not bounded. Durations are seconds.
/// </summary>
public static class Instruments
{
    /// <summary>The name of both, for exporters and listeners.</summary>
    public const string Name = "OdooGrains";

    public static readonly ActivitySource Activities = new(Name);
    public static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Accepted = Meter.CreateCounter<long>("odoograins.events.accepted", "{event}", "Events committed to the inbox.");
    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("odoograins.events.duplicates", "{event}", "Events that repeated an accepted one.");
    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("odoograins.events.refused", "{event}", "Requests to a hook that were refused, by code.");
    public static readonly Counter<long> Admission = Meter.CreateCounter<long>("odoograins.admission", "{event}", "Verified events by class (orders, other) and outcome (admitted, rate, backlog).");
    public static readonly Counter<long> Folded = Meter.CreateCounter<long>("odoograins.events.folded", "{event}", "Events folded into their document.");
    public static readonly Counter<long> Calls = Meter.CreateCounter<long>("odoograins.calls", "{call}", "Outbound calls by operation and outcome.");
    public static readonly Counter<long> RateFieldsUnread = Meter.CreateCounter<long>("odoograins.rate_fields.unread", "{field}", "Header fields about a vendor's limits that could not be read, by field.");
    public static readonly Counter<long> AuthFailed = Meter.CreateCounter<long>("odoograins.connections.auth_failed", "{connection}", "Connections that were paused since their credentials were refused.");
    public static readonly Counter<long> Confirmed = Meter.CreateCounter<long>("odoograins.orders.confirmed", "{order}", "Orders that the ERP confirmed.");
    public static readonly Counter<long> Held = Meter.CreateCounter<long>("odoograins.orders.held", "{order}", "Orders that began to wait for a person, by failure class.");
    public static readonly Counter<long> Alerts = Meter.CreateCounter<long>("odoograins.alerts", "{alert}", "Alerts by kind and event (raised, ended).");

    public static readonly Histogram<double> CallSeconds = Meter.CreateHistogram("odoograins.call.duration", "s", "Duration of outbound calls.", advice: Seconds);
    public static readonly Histogram<double> AcceptSeconds = Meter.CreateHistogram("odoograins.accept.duration", "s", "From the request to the durable commit.", advice: Seconds);
    public static readonly Histogram<double> OrderSeconds = Meter.CreateHistogram("odoograins.order.duration", "s", "From an order's first event to its confirmation in the ERP.", advice: Seconds);
    public static readonly Histogram<int> CommitBatch = Meter.CreateHistogram<int>("odoograins.commit.batch", "{transaction}", "Transactions in one commit of the group-commit writer.", advice: new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    private static InstrumentAdvice<double> Seconds => new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] };
}
