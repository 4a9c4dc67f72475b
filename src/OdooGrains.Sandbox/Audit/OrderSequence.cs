using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Audit;

/// <summary>
/// Whether the committed writes of one sale order came in the order's own order: confirmed once, nothing but the state after a
/// cancellation, and each line's quantities in the sequence of the shop's versions.
/// </summary>
internal static class OrderSequence
{
    public static List<string> Violations(OrderStory story, SalesOrderRecord order)
    {
        List<string> violations = [];
        var states = order.Journal.Where(entry => entry is { Model: "sale.order", Operation: "write" } && entry.Values.ContainsKey("state")).ToList();
        if (states.Count(entry => (string?)entry.Values["state"] == "sale") > 1) { violations.Add("it was confirmed more than once"); }
        // To cancel it once more changes nothing; to confirm it again would show in its state.
        if (states.Find(entry => (string?)entry.Values["state"] == "cancel") is { } cancelled && order.Journal.Any(entry => entry.Call > cancelled.Call && !states.Contains(entry)))
        {
            violations.Add("it was written after its cancellation");
        }

        foreach (var line in order.Lines)
        {
            if (line.Code is not { } code || !story.Expected.Lines.Any(expected => expected.Sku == code)) { continue; }
            var written = Quantities(order.Journal, line.Id);
            // What was refunded after it left may be taken out first, and is written back once it is known that it left.
            var told = story.Events.Select(happened => happened.Expected.Lines.FirstOrDefault(expected => expected.Sku == code)).OfType<ExpectedLine>()
                .SelectMany(expected => (IReadOnlyList<decimal>)(expected.Given > 0 ? [expected.Quantity, expected.Quantity - expected.Given, expected.Quantity] : [expected.Quantity]));
            if (!IsSubsequence(written, [.. told]))
            {
                violations.Add($"quantities of {code} were written as {string.Join(", ", written)}, which is not the sequence of the shop");
            }
        }

        return violations;
    }

    private static List<decimal> Quantities(IReadOnlyList<JournalEntry> journal, int line)
    {
        List<decimal> quantities = [];
        foreach (var entry in journal.Where(entry => entry.Model == "sale.order.line" && entry.RecordId == line && entry.Values.ContainsKey("product_uom_qty")))
        {
            var quantity = (decimal)entry.Values["product_uom_qty"]!;
            if (quantities.Count == 0 || quantities[^1] != quantity) { quantities.Add(quantity); }
        }

        return quantities;
    }

    private static bool IsSubsequence(List<decimal> written, IEnumerable<decimal> told)
    {
        var at = 0;
        foreach (var quantity in told)
        {
            if (at < written.Count && written[at] == quantity) { at++; }
        }

        return at == written.Count;
    }
}
