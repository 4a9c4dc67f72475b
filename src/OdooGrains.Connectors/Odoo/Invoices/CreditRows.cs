using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Money;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo.Invoices;

/// <summary>One line of a credit note.</summary>
/// <param name="SaleLine">The order line whose invoiced quantity it takes back; null where the buyer keeps the goods, since Odoo would invoice them again.</param>
internal sealed record CreditRow(long? Product, long? SaleLine, string Name, decimal Quantity, decimal Price, IReadOnlyList<long> Taxes)
{
    public JsonObject Values()
    {
        var values = new JsonObject
        {
            ["name"] = Name,
            ["quantity"] = Quantity,
            ["price_unit"] = Price,
            ["tax_ids"] = Set(Taxes),
        };
        if (Product is { } product)
        {
            values["product_id"] = product;
        }

        if (SaleLine is { } line)
        {
            values["sale_line_ids"] = Set([line]);
        }

        return values;
    }

    private static JsonArray Set(IReadOnlyList<long> ids) => new(new JsonArray(6, 0, new JsonArray([.. ids.Select(id => (JsonNode)id)])));
}

/// <summary>The lines of a credit note: what was given back line by line, shipping, and what is in neither.</summary>
internal sealed class CreditRows
{
    // "Product Price" has 2 digits unless the company changed it.
    private const int PriceDigits = 2;

    private readonly List<CreditRow> _rows = [];
    private readonly IReadOnlyList<KnownTax> _taxes;
    private readonly string _currency;

    private CreditRows(IReadOnlyList<KnownTax> taxes, string currency) => (_taxes, _currency) = (taxes, currency);

    public IReadOnlyList<CreditRow> Rows => _rows;

    /// <summary>What rounding may make of it: a smallest unit a line.</summary>
    public decimal Slack => _rows.Count * new decimal(1, 0, 0, false, (byte)Currency.Decimals(_currency));

    public static async Task<CreditRows> ReadAsync(OdooCalls calls, ConnectionConfig connection, SoldOrder order, InvoiceInOdoo invoice, Refund refund)
    {
        var lines = await calls.SearchAsync("account.move.line", [new JsonArray("move_id", "=", invoice.Id), new JsonArray("display_type", "=", "product")], ["product_id", "name", "sale_line_ids", "tax_ids"]);
        var bySaleLine = lines.SelectMany(line => line.Ids("sale_line_ids").Select(sale => (Sale: sale, Line: line))).DistinctBy(pair => pair.Sale).ToDictionary(pair => pair.Sale, pair => pair.Line);
        var defaults = await OdooDefaultsReader.GetAsync(calls, connection);
        var rows = new CreditRows(await OdooTaxes.ReadAsync(calls), refund.Currency);
        foreach (var line in refund.Lines)
        {
            var sale = order.Line(line.LineId);
            var invoiced = bySaleLine.TryGetValue(sale, out var found) ? found
                : throw OdooStopException.Business("not_invoiced", $"Line '{line.LineId}' is refunded, and invoice {invoice.Name} does not have it. Credit it in Odoo, and discard the effect.");
            rows.Add(invoiced.Reference("product_id"), line.Restock is Restock.None ? null : sale, invoiced.Text("name") ?? "", line.Quantity, line.Amount, invoiced.Ids("tax_ids"));
        }

        var shipping = bySaleLine.FirstOrDefault(pair => order.Of(pair.Key)?.Part is "shipping");
        rows.Add(defaults.ShippingProduct, null, "Shipping", 1, refund.Shipping, shipping.Key > 0 ? shipping.Value.Ids("tax_ids") : Common(lines));
        rows.Add(defaults.DiscountProduct, null, "Adjustment", 1, refund.Adjustment, Common(lines));
        return rows;
    }

    // Money that is of no line is taxed as the invoice is, where that is one way.
    private static IReadOnlyList<long> Common(IReadOnlyList<OdooRecord> lines)
    {
        var sets = lines.Select(line => line.Ids("tax_ids")).DistinctBy(taxes => string.Join(',', taxes.Order())).ToList();
        return sets is [var only] ? only : [];
    }

    private void Add(long? product, long? saleLine, string name, decimal quantity, decimal amount, IReadOnlyList<long> taxes)
    {
        if (amount == 0 && saleLine is null)
        {
            return;
        }

        // A part of a price without goods is one piece of it.
        var (pieces, sale) = quantity == 0 ? (1, null) : (quantity, saleLine);
        var written = Currency.Round(amount / Factor(taxes), _currency);
        var price = Math.Round(written / pieces, PriceDigits, MidpointRounding.AwayFromZero);
        _rows.Add(new(product, sale, name, pieces, price, taxes));
        if (written - Currency.Round(price * pieces, _currency) is not 0 and var cents)
        {
            _rows.Add(new(product, null, $"{name} (rounding)", 1, cents, taxes));
        }
    }

    // What is paid for a price of 1: taxes that prices include are in it, the others come on top of what is left without them.
    private decimal Factor(IReadOnlyList<long> taxes)
    {
        var known = taxes.Select(id => _taxes.FirstOrDefault(tax => tax.Id == id)
            ?? throw OdooStopException.Business("unknown_tax", $"The invoice has the tax {id}, which is no percent sale tax of the company. Credit it in Odoo, and discard the effect.")).ToList();
        var included = known.Where(tax => tax.IsIncluded).Sum(tax => tax.Percent) / 100;
        return 1 + (known.Where(tax => !tax.IsIncluded).Sum(tax => tax.Percent) / 100 / (1 + included));
    }
}
