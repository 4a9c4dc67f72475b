namespace OdooGrains.Sandbox.Audit;

/// <summary>What came of the orders after their confirmation. Wrong must be 0. Amounts are in the scenario's currency.</summary>
public sealed record CashAuditResult
{
    /// <summary>Transfers to customers that are done.</summary>
    public int Deliveries { get; init; }

    /// <summary>Those of them that followed an earlier part.</summary>
    public int Backorders { get; init; }

    /// <summary>Posted invoices.</summary>
    public int Invoices { get; init; }

    public decimal Invoiced { get; init; }

    /// <summary>Payments that are registered.</summary>
    public decimal Paid { get; init; }

    /// <summary>Posted credit notes.</summary>
    public int CreditNotes { get; init; }

    public decimal Credited { get; init; }

    /// <summary>Shipments that the shops were told of.</summary>
    public int Announced { get; init; }

    /// <summary>Orders whose goods, money or shipments are not what they must be in the end.</summary>
    public int Wrong { get; init; }

    /// <summary>The first differences, as sentences.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>The sum of several audits, one a tenant.</summary>
    public static CashAuditResult Sum(IReadOnlyList<CashAuditResult> results) => new()
    {
        Deliveries = results.Sum(result => result.Deliveries),
        Backorders = results.Sum(result => result.Backorders),
        Invoices = results.Sum(result => result.Invoices),
        Invoiced = results.Sum(result => result.Invoiced),
        Paid = results.Sum(result => result.Paid),
        CreditNotes = results.Sum(result => result.CreditNotes),
        Credited = results.Sum(result => result.Credited),
        Announced = results.Sum(result => result.Announced),
        Wrong = results.Sum(result => result.Wrong),
        Differences = [.. results.SelectMany(result => result.Differences)],
    };
}
