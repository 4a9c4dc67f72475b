using System.Globalization;
using System.Net;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>One line as Odoo shall have it; what tells whether it is there already.</summary>
internal sealed record WantedLine(string ExternalId, long Product, string Name, decimal Quantity, decimal Price, IReadOnlyList<long> Taxes);

/// <summary>One order as Odoo shall have it, ready to be written.</summary>
internal sealed record WantedOrder(Effect Effect, BookOrder Request, long Customer, long InvoiceAddress, long DeliveryAddress, long? Pricelist, IReadOnlyList<WantedLine> Lines);

/// <summary>Turns an order into what Odoo shall have: products, taxes, and lines for what Odoo has no field for.</summary>
internal sealed class OrderRows(OdooDefaults defaults, OdooTaxes taxes, IReadOnlyDictionary<string, long> products)
{
    public WantedOrder Of(Effect effect)
    {
        var request = (BookOrder)effect.Request;
        var order = request.Order;
        return new(effect, request, Id(request.Customer.CustomerId), Id(request.Customer.InvoiceAddressId), Id(request.Customer.DeliveryAddressId), Pricelist(order.Currency), [.. Lines(effect, order)]);
    }

    private IEnumerable<WantedLine> Lines(Effect effect, Order order)
    {
        // A line of none is no line: Odoo would keep it and bill nothing.
        foreach (var line in order.Lines.Where(line => line.Quantity != 0))
        {
            var lineTaxes = taxes.Of(line.Taxes, order);
            yield return new(OdooKeys.Line(effect.ExternalKey, "line", line.Id), Product(line), line.Title, line.Quantity, line.UnitPrice, lineTaxes);
            if (line.Discount != 0)
            {
                // As an amount on a line of its own: Odoo's discount is a percentage of few decimals and would miss the cent.
                yield return new(OdooKeys.Line(effect.ExternalKey, "discount", line.Id), Service(defaults.DiscountProduct, "discountProduct", "discounts"), $"Discount: {line.Title}", 1, -line.Discount, lineTaxes);
            }
        }

        foreach (var line in order.ShippingLines)
        {
            yield return new(OdooKeys.Line(effect.ExternalKey, "shipping", line.Id), Service(defaults.ShippingProduct, "shippingProduct", "shipping"), line.Title, 1, line.Price - line.Discount, taxes.Of(line.Taxes, order));
        }

        if (order.Tip != 0)
        {
            yield return new(OdooKeys.Line(effect.ExternalKey, "tip"), Service(defaults.TipProduct, "tipProduct", "tips"), "Tip", 1, order.Tip, []);
        }
    }

    private long Product(OrderLine line) => line.Sku is { } sku
        ? products[sku]
        : defaults.CustomProduct ?? throw OdooStopException.Setting("customProduct", $"The line '{line.Title}' has no SKU, and no product is set for such lines.");

    private static long Service(long? product, string setting, string what) => product ?? throw OdooStopException.Setting(setting, $"Odoo has no product for {what} that could be found.");

    private long? Pricelist(string currency) => defaults.Pricelists.TryGetValue(currency, out var list) ? list
        : currency == defaults.CompanyCurrency ? null
        : throw OdooStopException.Setting("pricelists", $"Odoo has no pricelist in {currency}, and the company keeps its books in {defaults.CompanyCurrency}.");

    private static long Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new OdooStopException(new EffectOutcome.Failed(new(FailureClass.Schema, "not_an_id", $"'{text}' is no id of an Odoo record.")));

    /// <summary>The order's own cells for load().</summary>
    /// <param name="isConfirmed">Leaves out what a confirmed order refuses, even unchanged.</param>
    public Dictionary<string, string> Header(WantedOrder wanted, bool isConfirmed)
    {
        var order = wanted.Request.Order;
        Dictionary<string, string> cells = new()
        {
            ["partner_id/.id"] = Text(wanted.Customer),
            ["partner_invoice_id/.id"] = Text(wanted.InvoiceAddress),
            ["partner_shipping_id/.id"] = Text(wanted.DeliveryAddress),
            ["client_order_ref"] = order.Number,
            ["origin"] = wanted.Effect.ExternalKey,
        };
        if (!isConfirmed)
        {
            cells["date_order"] = order.PlacedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            Add("pricelist_id/.id", wanted.Pricelist);
            Add("warehouse_id/.id", defaults.Warehouse);
            Add("user_id/.id", defaults.Salesperson);
        }

        if (order.Note is { } note)
        {
            cells["note"] = Html(note);
        }

        return cells;

        void Add(string column, long? id)
        {
            if (id is { } value)
            {
                cells[column] = Text(value);
            }
        }
    }

    /// <summary>A note as Odoo's field of HTML takes it.</summary>
    public static string Html(string note) => WebUtility.HtmlEncode(note).ReplaceLineEndings("<br/>");

    /// <summary>A line's cells, without the prefix of the order's field.</summary>
    public static Dictionary<string, string> Cells(WantedLine line, int index, string taxField) => new()
    {
        ["product_id/.id"] = Text(line.Product),
        ["name"] = line.Name,
        ["product_uom_qty"] = Text(line.Quantity),
        ["price_unit"] = Text(line.Price),
        [$"{taxField}/.id"] = string.Join(',', line.Taxes.Select(Text)),
        ["sequence"] = Text((index + 1) * 10L),
    };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Text(decimal amount) => amount.ToString("0.##########", CultureInfo.InvariantCulture);
}
