using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Host.Demo;

/// <summary>What a run came to. Good only if nothing is lost, duplicated or wrong, and nothing is left unsettled.</summary>
public sealed record DemoReport
{
    public required SalesAuditResult Audit { get; init; }

    /// <summary>What came after the confirmation; all 0 where orders end with it.</summary>
    public required CashAuditResult Cash { get; init; }

    /// <summary>Refunds that the shops did not come to tell, since the goods did not leave.</summary>
    public int Untold { get; init; }

    public required int Restarts { get; init; }
    public required double Seconds { get; init; }
    public required IReadOnlyList<DemoTenantReport> Tenants { get; init; }

    /// <summary>Accepted orders that were neither confirmed, cancelled nor held when the time was up.</summary>
    public int Unsettled => Audit.Accepted - Audit.Confirmed - Audit.Cancelled - Audit.Held;

    /// <summary>Each accepted order is in its Odoo as its shop states it, and nothing is held: nothing in the demo gives a reason to.</summary>
    public bool IsSold => Audit.IsClean && Audit.Held == 0 && Unsettled == 0 && Audit.Accepted > 0 && Tenants.All(tenant => tenant.Fullest?.IsAllowed ?? true);

    public bool IsGood => IsSold && Cash.Wrong == 0 && Untold == 0;

    public JsonObject ToJson() => new()
    {
        ["accepted"] = Audit.Accepted,
        ["booked"] = Audit.Booked,
        ["confirmed"] = Audit.Confirmed,
        ["cancelled"] = Audit.Cancelled,
        ["held"] = Audit.Held,
        ["lost"] = Audit.Lost,
        ["duplicated"] = Audit.Duplicated,
        ["wrong"] = Audit.Wrong + Cash.Wrong,
        ["deliveries"] = Cash.Deliveries,
        ["backorders"] = Cash.Backorders,
        ["announced"] = Cash.Announced,
        ["invoices"] = Cash.Invoices,
        ["invoiced"] = Cash.Invoiced,
        ["paid"] = Cash.Paid,
        ["creditNotes"] = Cash.CreditNotes,
        ["credited"] = Cash.Credited,
        ["restarts"] = Restarts,
        ["seconds"] = Math.Round(Seconds, 1),
        ["tenants"] = new JsonArray([.. Tenants.Select(tenant => tenant.ToJson())]),
    };
}

/// <summary>One tenant's part; durations are seconds from an order's first 2xx to its confirmation.</summary>
public sealed record DemoTenantReport(string Name, SalesAuditResult Audit, IReadOnlyList<double> Durations)
{
    /// <summary>Why orders are held.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>What came after the confirmation; null where orders end with it.</summary>
    public CashAuditResult? Cash { get; init; }

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
