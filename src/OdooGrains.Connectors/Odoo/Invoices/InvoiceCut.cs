using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo.Invoices;

/// <summary>
/// Cuts a draft to the wanted quantities. A discount goes with its line, in the share of what was ordered, so that no part costs less than
/// nothing and all parts together give exactly all of it. Shipping and tips stay: the first invoice has them.
/// </summary>
internal static class InvoiceCut
{
    // Odoo keeps quantities with the digits of "Product Unit of Measure" and prices with those of "Product Price", usually 2 both.
    private const int Digits = 2;

    private const decimal QuantityMin = 0.01m;

    /// <exception cref="OdooStopException">Odoo invoices less than is wanted: it knows of fewer deliveries. The draft is taken back.</exception>
    public static async Task<InvoiceInOdoo> ApplyAsync(OdooCalls calls, SoldOrder order, InvoiceInOdoo draft, IReadOnlyDictionary<long, decimal> wanted)
    {
        var offered = draft.Quantities;
        if (wanted.FirstOrDefault(line => offered.GetValueOrDefault(line.Key) < line.Value) is { Key: > 0 } less)
        {
            await calls.PrepareAsync(new("account.move", "unlink") { Ids = [draft.Id] });
            throw OdooStopException.Business("quantities_differ", string.Create(CultureInfo.InvariantCulture,
                $"Line '{order.Of(less.Key)?.Id}' of order {order.Name} is to be invoiced with {less.Value:0.###}, and Odoo has {offered.GetValueOrDefault(less.Key):0.###} to invoice. Correct its deliveries or invoices there and retry, or discard the effect."));
        }

        var sold = await SoldAsync(calls, order, draft);
        List<Cut> cuts = [.. draft.Lines.Select(line => Share(order, line, wanted, sold))];
        var commands = cuts.Where(cut => cut.Quantity != cut.Line.Quantity || cut.Price is not null)
            .Select(cut => (JsonNode)(cut.Quantity == 0 ? new JsonArray(2, cut.Line.Id) : new JsonArray(1, cut.Line.Id, cut.Values())));
        if (new JsonArray([.. commands]) is { Count: > 0 } cut)
        {
            await calls.PrepareAsync(new("account.move", "write") { Ids = [draft.Id], Arguments = [("vals", new JsonObject { ["invoice_line_ids"] = cut })] });
        }

        return draft with { Lines = [.. cuts.Where(cut => cut.Quantity != 0).Select(cut => cut.Line with { Quantity = cut.Quantity })] };
    }

    private static Cut Share(SoldOrder order, InvoiceLineInOdoo line, IReadOnlyDictionary<long, decimal> wanted, Dictionary<long, Sold> sold) => order.Of(line.SaleLine) switch
    {
        ("line", _) => new(line, wanted.GetValueOrDefault(line.SaleLine), null),
        ("discount", var id) when order.Find("line", id) is { } goods => Discount(line, wanted.GetValueOrDefault(goods), sold[goods], sold[line.SaleLine].Price),
        _ => new(line, line.Quantity, null),
    };

    // Cents are shared by what is given until now and was given before, so that they add up; the quantity only keeps Odoo's count.
    private static Cut Discount(InvoiceLineInOdoo line, decimal wanted, Sold goods, decimal whole)
    {
        if (wanted == 0 || goods.Ordered == 0 || goods.Invoiced + wanted > goods.Ordered)
        {
            return new(line, wanted == 0 ? 0 : line.Quantity, null);
        }

        var amount = Given(goods.Invoiced + wanted) - Given(goods.Invoiced);
        var quantity = goods.Invoiced + wanted == goods.Ordered ? line.Quantity : Math.Max(QuantityMin, Rounded(wanted / goods.Ordered));
        return new(line, quantity, Rounded(amount / quantity));

        decimal Given(decimal invoiced) => Rounded(whole * invoiced / goods.Ordered);
    }

    private static decimal Rounded(decimal value) => decimal.Round(value, Digits, MidpointRounding.AwayFromZero);

    // Odoo counts the draft as invoiced.
    private static async Task<Dictionary<long, Sold>> SoldAsync(OdooCalls calls, SoldOrder order, InvoiceInOdoo draft)
    {
        var lines = await calls.ReadAllAsync("sale.order.line", [.. order.Lines], "product_uom_qty", "qty_invoiced", "price_unit");
        return lines.ToDictionary(line => line.Id, line => new Sold(line.Amount("product_uom_qty"), line.Amount("qty_invoiced") - draft.Quantities.GetValueOrDefault(line.Id), line.Amount("price_unit")));
    }

    /// <summary>An order line: what was ordered, what of it is in other invoices, and its price.</summary>
    private sealed record Sold(decimal Ordered, decimal Invoiced, decimal Price);

    /// <param name="Price">Null where it stays.</param>
    private sealed record Cut(InvoiceLineInOdoo Line, decimal Quantity, decimal? Price)
    {
        public JsonObject Values() => Price is { } price ? new() { ["quantity"] = Quantity, ["price_unit"] = price } : new() { ["quantity"] = Quantity };
    }
}
