using System.Net;
using System.Text.Json;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Money;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>
/// Amounts as the REST API states them: texts with the shop's decimals, or more of them. Totals are always without tax, whatever the shop shows its
/// buyers; <c>price</c> is a float and is never read.
/// </summary>
internal static class WooAmounts
{
    /// <summary>An exact amount; null where the field is absent or empty.</summary>
    public static decimal? Find(JsonView of, string name)
        => of.Find(name) is { } found && !(found.Element.ValueKind is JsonValueKind.String && found.String().Length == 0) ? found.Decimal() : null;

    public static decimal Get(JsonView of, string name) => Find(of, name) ?? throw new JsonShapeException($"{of.Path}/{name}", "present");

    /// <summary>A text for people, which WordPress stores with HTML entities.</summary>
    public static string? Words(JsonView of, string name) => of.Text(name) is { } text ? WebUtility.HtmlDecode(text) : null;

    /// <summary>
    /// The price of one. With tax it is the sum of two amounts that were rounded each, so that the price that the shop means, in whole cents, may be off by
    /// one of them over the whole line.
    /// </summary>
    public static decimal UnitPrice(decimal amount, decimal quantity, bool withTax, string currency)
    {
        var exact = quantity == 0 ? amount : amount / quantity;
        var meant = Currency.Round(exact, currency);
        return withTax && Math.Abs((meant * quantity) - amount) <= Currency.MinorUnit(currency) ? meant : exact;
    }

    /// <summary>The taxes on a line, named and rated by the order's tax lines.</summary>
    public static IReadOnlyList<Tax> Taxes(JsonView line, JsonView order)
    {
        Dictionary<string, JsonView> rates = [];
        foreach (var rate in order.Items("tax_lines"))
        {
            rates[rate.Get("rate_id").Id()] = rate;
        }

        return [.. line.Items("taxes").Select(tax => Tax(tax, line, rates)).OfType<Tax>()];
    }

    private static Tax? Tax(JsonView tax, JsonView line, Dictionary<string, JsonView> rates)
    {
        if (Find(tax, "total") is not { } amount)
        {
            return null;
        }

        if (!rates.TryGetValue(tax.Get("id").Id(), out var rate))
        {
            throw new JsonShapeException($"{tax.Path}/id", "one of the order's tax_lines");
        }

        return new(Words(rate, "label") ?? "Tax", Find(rate, "rate_percent") / 100 ?? Derived(amount, Find(line, "total") ?? 0), amount);
    }

    // Shops before WooCommerce 3.7 do not state the rate.
    private static decimal Derived(decimal amount, decimal net) => net == 0 ? 0 : Math.Round(amount / net, 3, MidpointRounding.AwayFromZero);
}
