using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Host.Demo;

/// <summary>What a run came to. Good only if nothing is lost, duplicated or wrong, and nothing is left unsettled.</summary>
public sealed record DemoReport
{
    public required SalesAuditResult Audit { get; init; }
    public required int Restarts { get; init; }
    public required double Seconds { get; init; }
    public required IReadOnlyList<DemoTenantReport> Tenants { get; init; }

    /// <summary>Accepted orders that were neither confirmed, cancelled nor held when the time was up.</summary>
    public int Unsettled => Audit.Accepted - Audit.Confirmed - Audit.Cancelled - Audit.Held;

    public bool IsGood => Audit.IsClean && Tenants.All(tenant => tenant.Fullest?.IsAllowed ?? true) && Unsettled == 0 && Audit.Accepted > 0;

    public JsonObject ToJson() => new()
    {
        ["accepted"] = Audit.Accepted,
        ["booked"] = Audit.Booked,
        ["confirmed"] = Audit.Confirmed,
        ["cancelled"] = Audit.Cancelled,
        ["held"] = Audit.Held,
        ["lost"] = Audit.Lost,
        ["duplicated"] = Audit.Duplicated,
        ["wrong"] = Audit.Wrong,
        ["restarts"] = Restarts,
        ["seconds"] = Math.Round(Seconds, 1),
        ["tenants"] = new JsonArray([.. Tenants.Select(tenant => tenant.ToJson())]),
    };
}

/// <summary>One tenant's part; durations are seconds from an order's first 2xx to its confirmation.</summary>
public sealed record DemoTenantReport(string Name, SalesAuditResult Audit, IReadOnlyList<double> Durations)
{
    /// <summary>Of the requests to its Odoo, the window that comes nearest to the limit or beyond; null without a limit.</summary>
    public RequestWindow? Fullest { get; init; }

    public double P50 => Percentile(0.50);

    public double P99 => Percentile(0.99);

    public JsonObject ToJson() => new()
    {
        ["tenant"] = Name,
        ["accepted"] = Audit.Accepted,
        ["confirmed"] = Audit.Confirmed,
        ["p50Seconds"] = Math.Round(P50, 3),
        ["p99Seconds"] = Math.Round(P99, 3),
    };

    private double Percentile(double share) => Durations.Count == 0 ? 0 : Durations[(int)Math.Min(Durations.Count - 1, Math.Floor(share * Durations.Count))];
}
