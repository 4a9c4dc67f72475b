using System.Globalization;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.Shopify.Admin;

namespace OdooGrains.Sandbox.Audit;

/// <summary>
/// Compares what happened to a shop's orders after they were placed with what the simulated Odoo delivered, invoiced, was paid and credited, and with the
/// shipments that the shop was told of. It knows nothing of the product in between.
/// </summary>
public static class CashAudit
{
    /// <summary>Audits one shop against one Odoo, which sends all goods off.</summary>
    /// <param name="stories">The shop's orders.</param>
    /// <param name="odoo">Their Odoo.</param>
    /// <param name="shop">The shop's own records.</param>
    /// <param name="ledger">The sender's ledger, this shop's lines only.</param>
    /// <param name="rules">How things are recognised.</param>
    public static CashAuditResult Compare(IReadOnlyList<OrderStory> stories, SimulatedOdoo odoo, SimulatedAdmin shop, IReadOnlyList<LedgerLine> ledger, AuditRules rules)
    {
        var records = CashRecord.From(odoo);
        var byOrigin = records.Where(record => record.Origin is not null).ToLookup(record => record.Origin!);
        var lines = ledger.ToLookup(line => line.OrderId);
        List<string> differences = [];
        foreach (var story in stories)
        {
            var accepted = Attempted.From(lines[story.OrderId]).Accepted;
            if (accepted == 0 || rules.Held.Contains(story.OrderId)) { continue; }
            // One that was cancelled before it was booked need not exist.
            List<string> problems = byOrigin[rules.ExpectedIdentity(story)].FirstOrDefault() is { } record
                ? Differences(story.At(accepted), record, shop.Fulfilments(story.OrderId), rules)
                : [];
            if (problems.Count > 0) { differences.Add($"Order {story.Name}: {string.Join("; ", problems)}."); }
        }

        var (paid, wanted) = (CashRecord.Paid(odoo), records.Sum(record => record.Invoiced - record.Due));
        if (paid != wanted) { differences.Add(string.Create(CultureInfo.InvariantCulture, $"Payments of {paid:0.00} are registered, and invoices are paid to {wanted:0.00}.")); }
        return new()
        {
            Deliveries = records.Sum(record => record.Deliveries),
            Backorders = records.Sum(record => record.Backorders),
            Invoices = records.Sum(record => record.Invoices),
            Invoiced = records.Sum(record => record.Invoiced),
            Paid = paid,
            CreditNotes = records.Sum(record => record.CreditNotes),
            Credited = records.Sum(record => record.Credited),
            Announced = stories.Sum(story => shop.Fulfilments(story.OrderId).Count),
            Wrong = differences.Count,
            Differences = [.. differences.Take(rules.DifferencesMax)],
        };
    }

    private static List<string> Differences(
        ExpectedOrder expected, CashRecord record, IReadOnlyList<(string Id, IReadOnlyList<string> Numbers, IReadOnlyList<(string Line, int Quantity)> Lines)> told, AuditRules rules)
    {
        List<string> problems = [];
        var goods = expected.Cancelled ? [] : expected.Lines.Where(line => line.Sku is not null).ToList();
        foreach (var line in goods) { Check(problems, $"units of {line.Sku} out of the house", line.Quantity - line.Returned, record.Left.GetValueOrDefault(line.Sku!)); }
        Check(problems, "units that left", goods.Sum(line => line.Quantity), record.UnitsLeft - record.Left.GetValueOrDefault(rules.CustomCode));
        Check(problems, "units still to leave", 0, record.UnitsOpen);
        Check(problems, "invoiced less credited", expected.Captured - expected.Refunded, record.Invoiced - record.Credited);
        Check(problems, "due", 0, record.Due);
        Check(problems, "shipments that the shop was told of", record.Deliveries, told.Count);
        Check(problems, "units that the shop was told of", record.UnitsLeft, told.Sum(shipment => shipment.Lines.Sum(line => line.Quantity)));
        return problems;
    }

    private static void Check(List<string> problems, string what, decimal expected, decimal found)
    {
        if (expected != found) { problems.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {found:0.###}, expected {expected:0.###}")); }
    }
}
