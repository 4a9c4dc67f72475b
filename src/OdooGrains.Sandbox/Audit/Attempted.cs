using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Audit;

/// <summary>What the ledger knows of one order: the newest version that was accepted, and the newest that may have been.</summary>
internal sealed record Attempted(int Accepted, int Sent)
{
    public static Attempted From(IEnumerable<LedgerLine> lines)
    {
        var all = lines.ToList();
        return new(all.Where(line => line.IsAccepted).Select(line => line.Version).DefaultIfEmpty().Max(), all.Select(line => line.Version).DefaultIfEmpty().Max());
    }

    /// <summary>Versions that Odoo may rightly show: from the newest that was promised to the newest that was attempted.</summary>
    public IEnumerable<int> Versions() => Enumerable.Range(Accepted, Sent - Accepted + 1);
}
