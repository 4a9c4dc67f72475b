using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// The Odoo tax of a channel's: by the setting <c>taxes</c>, else the only percent sale tax of that rate whose kind (included in the price
/// or not) is the order's; among several, that of the delivery country, else that of the same name.
/// </summary>
internal sealed class OdooTaxes(IReadOnlyList<KnownTax> known, IReadOnlyList<OdooTaxEntry> entries, IReadOnlyDictionary<string, long> countries)
{
    public static async Task<IReadOnlyList<KnownTax>> ReadAsync(OdooCalls calls)
    {
        if (calls.Session.Memory.Taxes is { } known)
        {
            return known;
        }

        JsonArray domain = [new JsonArray("type_tax_use", "=", "sale"), new JsonArray("amount_type", "=", "percent"), new JsonArray("company_id", "=", calls.Company)];
        var found = await calls.SearchAsync("account.tax", domain, ["name", "amount", "price_include", "country_id"]);
        return calls.Session.Memory.Taxes =
            [.. found.Select(tax => new KnownTax(tax.Id, tax.Text("name") ?? "", tax.Amount("amount"), tax.Flag("price_include"), tax.Reference("country_id")))];
    }

    /// <summary>Database ids of the line's taxes, ascending.</summary>
    public IReadOnlyList<long> Of(IReadOnlyList<Tax> taxes, Order order) => [.. taxes.Select(tax => Of(tax, order)).OfType<long>().Distinct().Order()];

    private long? Of(Tax tax, Order order)
    {
        var country = (order.ShipTo ?? order.BillTo)?.Country;
        var entry = entries.FirstOrDefault(entry => entry.Rate == tax.Rate
            && (entry.Country is null || string.Equals(entry.Country, country, StringComparison.OrdinalIgnoreCase))
            && (entry.Title is null || string.Equals(entry.Title, tax.Title, StringComparison.OrdinalIgnoreCase)));
        if (entry is not null)
        {
            return Checked(entry, order);
        }

        var fitting = known.Where(candidate => candidate.Percent == tax.Rate * 100 && candidate.IsIncluded == order.PricesIncludeTax).ToList();
        return fitting switch
        {
            [var only] => only.Id,
            // Tax of 0 % is no tax where Odoo has none.
            [] when tax.Rate == 0 => null,
            [] => throw OdooStopException.Setting("taxes", $"Odoo has no sale tax of {Percent(tax)} with prices {Kind(order)} for the channel's tax '{tax.Title}'."),
            _ => Narrowed(fitting, tax, order, country),
        };
    }

    private long Narrowed(List<KnownTax> fitting, Tax tax, Order order, string? country)
    {
        var there = country is not null && countries.TryGetValue(country, out var id) ? fitting.Where(candidate => candidate.Country == id).ToList() : [];
        var named = (there.Count > 0 ? there : fitting).Where(candidate => string.Equals(candidate.Name, tax.Title, StringComparison.OrdinalIgnoreCase)).ToList();
        return (there, named) switch
        {
            ([var only], _) => only.Id,
            (_, [var only]) => only.Id,
            _ => throw OdooStopException.Setting("taxes", $"Odoo has several sale taxes of {Percent(tax)} with prices {Kind(order)} ({string.Join(", ", fitting.Select(candidate => candidate.Name).Take(5))}), and which one stands for '{tax.Title}' cannot be told."),
        };
    }

    private long Checked(OdooTaxEntry entry, Order order) => known.FirstOrDefault(candidate => candidate.Id == entry.Tax) switch
    {
        null => throw OdooStopException.Setting("taxes", $"The tax {entry.Tax} that is set for {entry.Rate:0.####} is no percent sale tax of the company."),
        { } tax when tax.IsIncluded != order.PricesIncludeTax => throw OdooStopException.Setting("taxes",
            $"The tax '{tax.Name}' that is set for {entry.Rate:0.####} is {(tax.IsIncluded ? "included in" : "added to")} prices in Odoo, and the order's prices are {Kind(order)}."),
        { } tax => tax.Id,
    };

    private static string Percent(Tax tax) => string.Create(CultureInfo.InvariantCulture, $"{tax.Rate * 100:0.####} %");

    private static string Kind(Order order) => order.PricesIncludeTax ? "including tax" : "excluding tax";
}
