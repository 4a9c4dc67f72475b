namespace OdooGrains.Sandbox.Audit;

/// <summary>What the audit found. Lost, duplicated and wrong must be 0.</summary>
public sealed record SalesAuditResult
{
    /// <summary>Orders with at least one webhook that was answered 2xx.</summary>
    public required int Accepted { get; init; }

    /// <summary>Accepted orders that Odoo has.</summary>
    public required int Booked { get; init; }

    /// <summary>Accepted orders whose sale order is confirmed.</summary>
    public required int Confirmed { get; init; }

    /// <summary>Accepted orders that were cancelled by the customer and are cancelled in, or absent from, Odoo.</summary>
    public required int Cancelled { get; init; }

    /// <summary>Accepted orders that the receiver holds for a person.</summary>
    public required int Held { get; init; }

    /// <summary>Accepted orders that Odoo does not have.</summary>
    public required int Lost { get; init; }

    /// <summary>
    /// Sale orders beyond the first of one shop order, customers beyond the first of one e-mail address, and sale orders that no shop
    /// order explains.
    /// </summary>
    public required int Duplicated { get; init; }

    /// <summary>Accepted orders whose lines, quantities, prices, customer, total, state or sequence of writes differ.</summary>
    public required int Wrong { get; init; }

    /// <summary>The first differences, as sentences.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    public bool IsClean => Lost == 0 && Duplicated == 0 && Wrong == 0;

    /// <summary>The sum of several audits, one a tenant.</summary>
    public static SalesAuditResult Sum(IReadOnlyList<SalesAuditResult> results) => new()
    {
        Accepted = results.Sum(result => result.Accepted),
        Booked = results.Sum(result => result.Booked),
        Confirmed = results.Sum(result => result.Confirmed),
        Cancelled = results.Sum(result => result.Cancelled),
        Held = results.Sum(result => result.Held),
        Lost = results.Sum(result => result.Lost),
        Duplicated = results.Sum(result => result.Duplicated),
        Wrong = results.Sum(result => result.Wrong),
        Differences = [.. results.SelectMany(result => result.Differences)],
    };
}
