using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;

namespace OdooGrains.Connectors.Odoo.Invoices;

/// <summary>A line of an invoice that bills an order line.</summary>
internal sealed record InvoiceLineInOdoo(long Id, long Invoice, long SaleLine, decimal Quantity);

/// <summary>An invoice of an order. One that was cancelled is none.</summary>
internal sealed record InvoiceInOdoo(OdooRecord Record, IReadOnlyList<InvoiceLineInOdoo> Lines)
{
    public static readonly string[] Fields = ["name", "state", "move_type", "invoice_origin", "amount_total", "amount_residual", "currency_id", "partner_id", "journal_id", "create_uid"];

    public long Id => Record.Id;

    public string Name => Record.Text("name") ?? $"(draft {Id})";

    public bool IsDraft => Record.Text("state") is "draft";

    public bool IsPosted => Record.Text("state") is "posted";

    public string? Origin => Record.Text("invoice_origin");

    public decimal Total => Record.Amount("amount_total");

    public decimal Residual => Record.Amount("amount_residual");

    /// <summary>What it bills, by order line.</summary>
    public IReadOnlyDictionary<long, decimal> Quantities => Lines.GroupBy(line => line.SaleLine).ToDictionary(group => group.Key, group => group.Sum(line => line.Quantity));

    public static async Task<InvoiceInOdoo?> ReadAsync(OdooCalls calls, long id) => await calls.ReadOneAsync("account.move", id, Fields) is { } found ? new(found, []) : null;

    /// <summary>The invoices of some order lines, oldest first; credit notes are none.</summary>
    public static async Task<IReadOnlyList<InvoiceInOdoo>> OfAsync(OdooCalls calls, IEnumerable<long> saleLines)
    {
        var ours = saleLines.ToHashSet();
        // display_type tells the lines of products from those of taxes and receivables.
        JsonArray domain = [new JsonArray("sale_line_ids", "in", new JsonArray([.. ours.Order().Select(id => (JsonNode)id)])), new JsonArray("display_type", "=", "product")];
        var found = await calls.SearchAsync("account.move.line", domain, ["move_id", "sale_line_ids", "quantity"]);
        List<InvoiceLineInOdoo> lines =
        [
            .. found.Where(line => line.Reference("move_id") is not null).SelectMany(line => line.Ids("sale_line_ids").Where(ours.Contains)
                .Select(sale => new InvoiceLineInOdoo(line.Id, line.Reference("move_id")!.Value, sale, line.Amount("quantity")))),
        ];
        var ids = lines.Select(line => line.Invoice).Distinct().Order().ToList();
        return ids.Count == 0 ? [] : Join(await calls.ReadAllAsync("account.move", ids, Fields), lines);
    }

    private static IReadOnlyList<InvoiceInOdoo> Join(IReadOnlyList<OdooRecord> moves, IReadOnlyList<InvoiceLineInOdoo> lines)
    {
        var byInvoice = lines.ToLookup(line => line.Invoice);
        return [.. moves.Where(move => move.Text("move_type") is "out_invoice" && move.Text("state") is not "cancel").OrderBy(move => move.Id).Select(move => new InvoiceInOdoo(move, [.. byInvoice[move.Id]]))];
    }
}
