using System.Globalization;
using System.Text.Json;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.Tests.Odoo;

namespace OdooGrains.Sandbox.Tests.Audit;

/// <summary>A connector as small as it can be: books the newest version of an order with load(), confirms, cancels. For auditing the audit.</summary>
internal sealed class TinyConnector
{
    public const string Connection = "shop-1";
    private readonly SeededShop _shop;

    public TinyConnector(ShopScenario scenario, int version = 19, TaxRounding rounding = TaxRounding.RoundPerLine)
    {
        Odoo = new SimulatedOdoo(new OdooSettings { PriceDigits = 3, TaxRounding = rounding, Version = version }, new ManualTime());
        _shop = Odoo.SeedShop(scenario);
    }

    public SimulatedOdoo Odoo { get; }

    /// <summary>Books one version of an order; <paramref name="key"/> other than the order's own makes a duplicate.</summary>
    public int Book(ShopEvent happened, string? key = null)
    {
        var body = JsonDocument.Parse(happened.Body).RootElement;
        var id = body.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);
        key ??= id;
        var partner = Partner(body);
        var lines = Lines(body).ToList();
        var rows = lines.Select((line, index) => index == 0
            ? $"""["__mw__.{key}", "shopify/{Connection}/{id}", "{body.GetProperty("name").GetString()}", "{partner}", "{_shop.Pricelists[body.GetProperty("currency").GetString()!]}", {line.Row(key)}]"""
            : $"""["", "", "", "", "", {line.Row(key)}]""");
        return Odoo.Result("sale.order", "load", $$"""
            {"fields": ["id", "origin", "client_order_ref", "partner_id/.id", "pricelist_id/.id", "order_line/id", "order_line/product_id/.id", "order_line/product_uom_qty", "order_line/price_unit", "order_line/tax_ids/.id"],
             "data": [{{string.Join(", ", rows)}}]}
            """).Id();
    }

    public void Confirm(int order) => Odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{order}}]}""");

    public void Cancel(int order) => Odoo.Result("sale.order", "action_cancel", $$"""{"ids": [{{order}}], "context": {"disable_cancel_warning": true} }""");

    /// <summary>Takes all events of a story in order and ends it.</summary>
    public int Run(OrderStory story)
    {
        var order = story.Events.Where(happened => !happened.Expected.Cancelled).Select(happened => Book(happened)).Last();
        Confirm(order);
        if (story.Expected.Cancelled) { Cancel(order); }
        return order;
    }

    private int Partner(JsonElement body)
    {
        var email = body.GetProperty("email").GetString()!;
        var found = Odoo.Records("res.partner").FirstOrDefault(partner => (string?)partner["email"] == email);
        return found is not null
            ? (int)found["id"]!
            : Odoo.SeedPartner(body.GetProperty("shipping_address").GetProperty("name").GetString()!, email.Length == 0 ? null : email);
    }

    private IEnumerable<Line> Lines(JsonElement body)
    {
        var included = body.GetProperty("taxes_included").GetBoolean();
        foreach (var item in body.GetProperty("line_items").EnumerateArray())
        {
            var tax = Tax(item, included);
            var id = item.GetProperty("id").GetInt64();
            yield return new Line(
                $"{id}", _shop.Products[item.GetProperty("sku").GetString() ?? "CUSTOM"], item.GetProperty("quantity").GetInt32(),
                item.GetProperty("price").GetString()!, tax);
            foreach (var allocation in item.GetProperty("discount_allocations").EnumerateArray())
            {
                yield return new Line($"{id}_d", _shop.Products["DISCOUNT"], 1, "-" + allocation.GetProperty("amount").GetString(), tax);
            }
        }

        foreach (var item in body.GetProperty("shipping_lines").EnumerateArray())
        {
            yield return new Line("shipping", _shop.Products["SHIPPING"], 1, item.GetProperty("price").GetString()!, Tax(item, included));
        }

        if (decimal.Parse(body.GetProperty("total_tip_received").GetString()!, CultureInfo.InvariantCulture) > 0)
        {
            yield return new Line("tip", _shop.Products["TIP"], 1, body.GetProperty("total_tip_received").GetString()!, null);
        }
    }

    private int? Tax(JsonElement item, bool included)
    {
        var perMille = (int)(item.GetProperty("tax_lines")[0].GetProperty("rate").GetDecimal() * 1000);
        return _shop.Taxes.First(tax => tax.Key.PerMille == perMille && tax.Key.Included == included).Value;
    }

    private sealed record Line(string Key, int Product, int Quantity, string Price, int? Tax)
    {
        public string Row(string order) => $"\"__mw__.{order}_{Key}\", \"{Product}\", \"{Quantity}\", \"{Price}\", \"{Tax}\"";
    }
}
