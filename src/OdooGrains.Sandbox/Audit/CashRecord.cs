using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Audit;

/// <summary>What came of one sale order after its confirmation, as the simulated Odoo has it.</summary>
public sealed record CashRecord
{
    public required string? Origin { get; init; }

    /// <summary>Transfers to the customer that are done.</summary>
    public required int Deliveries { get; init; }

    /// <summary>Those of them that followed an earlier part.</summary>
    public required int Backorders { get; init; }

    /// <summary>Units of each internal reference that left, less those that came back.</summary>
    public required IReadOnlyDictionary<string, decimal> Left { get; init; }

    /// <summary>Units that left, whether or not they came back.</summary>
    public required decimal UnitsLeft { get; init; }

    /// <summary>Units that are still to leave.</summary>
    public required decimal UnitsOpen { get; init; }

    /// <summary>Posted invoices: their number, their totals, and what of it is not paid.</summary>
    public required int Invoices { get; init; }

    public required decimal Invoiced { get; init; }

    public required decimal Due { get; init; }

    /// <summary>Posted credit notes and their totals.</summary>
    public required int CreditNotes { get; init; }

    public required decimal Credited { get; init; }

    /// <summary>All sale orders of a database.</summary>
    public static IReadOnlyList<CashRecord> From(SimulatedOdoo odoo)
    {
        var codes = odoo.Records("product.product").ToDictionary(product => (int)product["id"]!, product => (string?)product["default_code"] ?? "");
        var inside = odoo.Records("stock.location").Where(place => Equals(place["usage"], "internal")).Select(place => (int)place["id"]!).ToHashSet();
        var orders = odoo.Records("sale.order.line").ToDictionary(line => (int)line["id"]!, line => (int)line["order_id"]!);
        var moves = odoo.Records("stock.move").Where(move => move["sale_line_id"] is int && !Equals(move["state"], "cancel")).ToLookup(move => orders[(int)move["sale_line_id"]!]);
        var pickings = odoo.Records("stock.picking").Where(picking => picking["sale_id"] is int && Equals(picking["state"], "done") && Equals(picking["picking_type_code"], "outgoing"))
            .ToLookup(picking => (int)picking["sale_id"]!);
        var billed = Billed(odoo, orders);
        return [.. odoo.Records("sale.order").Select(order =>
        {
            var id = (int)order["id"]!;
            var done = moves[id].Where(move => Equals(move["state"], "done")).ToList();
            var invoices = billed[id].Where(move => Equals(move["move_type"], "out_invoice")).ToList();
            var credits = billed[id].Where(move => Equals(move["move_type"], "out_refund")).ToList();
            return new CashRecord
            {
                Origin = (string?)order["origin"],
                Deliveries = pickings[id].Count(),
                Backorders = pickings[id].Count(picking => picking["backorder_id"] is int),
                Left = done.GroupBy(move => codes[(int)move["product_id"]!]).ToDictionary(product => product.Key, product => product.Sum(move => IsBack(move) ? -Units(move) : Units(move))),
                UnitsLeft = done.Where(move => !IsBack(move)).Sum(Units),
                UnitsOpen = moves[id].Except(done).Sum(Units),
                Invoices = invoices.Count,
                Invoiced = Sum(invoices, "amount_total"),
                Due = Sum(invoices, "amount_residual"),
                CreditNotes = credits.Count,
                Credited = Sum(credits, "amount_total"),
            };
        })];

        bool IsBack(IReadOnlyDictionary<string, object?> move) => inside.Contains((int)move["location_dest_id"]!);
    }

    /// <summary>Money that payments of the database registered, whatever they paid.</summary>
    public static decimal Paid(SimulatedOdoo odoo) => Sum([.. odoo.Records("account.payment").Where(payment => Equals(payment["payment_type"], "inbound"))], "amount");

    // Posted invoices by the order of their lines; a credit note goes with the invoice that it reverses, since its lines may stand for no order line.
    private static ILookup<int, IReadOnlyDictionary<string, object?>> Billed(SimulatedOdoo odoo, Dictionary<int, int> orders)
    {
        var posted = odoo.Records("account.move").Where(move => Equals(move["state"], "posted")).ToList();
        var orderOf = odoo.Records("account.move.line").Where(line => line["sale_line_ids"] is int[] { Length: > 0 }).GroupBy(line => (int)line["move_id"]!)
            .ToDictionary(lines => lines.Key, lines => orders[((int[])lines.First()["sale_line_ids"]!)[0]]);
        return posted.Select(move => (Move: move, Invoice: (int)(move["reversed_entry_id"] ?? move["id"])!)).Where(entry => orderOf.ContainsKey(entry.Invoice))
            .ToLookup(entry => orderOf[entry.Invoice], entry => entry.Move);
    }

    private static decimal Units(IReadOnlyDictionary<string, object?> move) => (decimal)move["product_uom_qty"]!;

    private static decimal Sum(IReadOnlyList<IReadOnlyDictionary<string, object?>> records, string field) => records.Sum(record => (decimal)record[field]!);
}
