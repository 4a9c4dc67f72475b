using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.WooCommerce;

/// <summary>Writes orders and refunds as wc/v3 does: texts with two decimals, line taxes with six, a float for the price, and the shop's time beside UTC.</summary>
internal sealed class WooBodies(WooShop shop)
{
    private const int RateId = 7;

    public JsonObject Order(int id, IReadOnlyList<WooItem> items, decimal shipping, DateTimeOffset at, Func<int> nextId)
    {
        var lines = new JsonArray([.. items.Select(item => (JsonNode)Line(nextId(), item))]);
        var (net, tax) = Split(shipping);
        JsonObject order = new()
        {
            ["id"] = id, ["parent_id"] = 0, ["number"] = Text(id), ["status"] = "pending", ["currency"] = shop.Currency, ["prices_include_tax"] = true,
            ["customer_id"] = 0, ["customer_note"] = "", ["billing"] = Address(id, withEmail: true), ["shipping"] = Address(id, withEmail: false),
            ["payment_method"] = "stripe", ["payment_method_title"] = "Credit card", ["transaction_id"] = "", ["meta_data"] = new JsonArray(), ["line_items"] = lines,
            ["tax_lines"] = new JsonArray(new JsonObject { ["id"] = nextId(), ["rate_code"] = "DE-VAT-1", ["rate_id"] = RateId, ["label"] = "VAT", ["compound"] = false, ["rate_percent"] = shop.TaxPercent }),
            ["shipping_lines"] = new JsonArray(new JsonObject { ["id"] = nextId(), ["method_title"] = "Flat rate", ["total"] = Money(net), ["total_tax"] = Money(tax), ["taxes"] = Taxes(tax) }),
            ["fee_lines"] = new JsonArray(), ["coupon_lines"] = new JsonArray(), ["refunds"] = new JsonArray(),
            ["total"] = Money(items.Sum(item => item.Gross * item.Quantity) + shipping),
            ["total_tax"] = Money(Split(items.Sum(item => item.Gross * item.Quantity)).Tax + tax),
            ["date_completed"] = null, ["date_completed_gmt"] = null, ["date_paid"] = null, ["date_paid_gmt"] = null,
        };
        Date(order, "date_created", at);
        Date(order, "date_modified", at);
        return order;
    }

    /// <summary>A refund as /orders/{id}/refunds lists it.</summary>
    public JsonObject Refund(int id, IReadOnlyList<(JsonObject Line, decimal Quantity, decimal Gross)> lines, decimal amount, string reason, DateTimeOffset at, Func<int> nextId)
    {
        JsonObject refund = new()
        {
            ["id"] = id, ["amount"] = Money(amount), ["reason"] = reason, ["refunded_payment"] = true, ["shipping_lines"] = new JsonArray(), ["fee_lines"] = new JsonArray(),
            ["line_items"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject
            {
                ["id"] = nextId(), ["sku"] = (string?)line.Line["sku"], ["quantity"] = -line.Quantity, ["total"] = Money(-Split(line.Gross).Net), ["total_tax"] = Money(-Split(line.Gross).Tax),
                ["meta_data"] = new JsonArray(new JsonObject { ["id"] = nextId(), ["key"] = "_refunded_item_id", ["value"] = Text((int)line.Line["id"]!) }),
            })]),
        };
        Date(refund, "date_created", at);
        return refund;
    }

    /// <summary>Writes a time twice: by the shop's own clock, and in UTC under _gmt.</summary>
    public void Date(JsonObject of, string name, DateTimeOffset at) => (of[name], of[$"{name}_gmt"]) = (Time(at + shop.Offset), Time(at));

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private JsonObject Line(int id, WooItem item)
    {
        var (net, tax) = Split(item.Gross * item.Quantity);
        return new()
        {
            ["id"] = id, ["name"] = $"The {item.Sku} &amp; more", ["product_id"] = id, ["variation_id"] = 0, ["quantity"] = item.Quantity, ["subtotal"] = Money(net), ["subtotal_tax"] = Money(tax),
            ["total"] = Money(net), ["total_tax"] = Money(tax), ["taxes"] = Taxes(tax), ["sku"] = item.Sku, ["price"] = (double)net / (double)item.Quantity,
        };
    }

    private static JsonArray Taxes(decimal tax)
    {
        var text = tax.ToString("0.00####", CultureInfo.InvariantCulture);
        return [new JsonObject { ["id"] = RateId, ["total"] = text, ["subtotal"] = text }];
    }

    private (decimal Net, decimal Tax) Split(decimal gross)
    {
        var net = gross / (1 + (shop.TaxPercent / 100));
        return (net, gross - net);
    }

    private static JsonObject Address(int id, bool withEmail)
    {
        JsonObject address = new()
        {
            ["first_name"] = "Ada", ["last_name"] = $"Byron {Text(id)}", ["company"] = "", ["address_1"] = $"Street {Text(id)}", ["address_2"] = "", ["city"] = "Munich", ["state"] = "DE-BY", ["postcode"] = "80331", ["country"] = "DE", ["phone"] = "",
        };
        if (withEmail) { address["email"] = $"ada-{Text(id)}@example.com"; }
        return address;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
