using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Finds what orders need of the company: the setting, else what the database offers. Reads only, once a session.</summary>
internal static class OdooDefaultsReader
{
    private static readonly string[] ShippingCodes = ["SHIPPING", "DELIVERY", "Delivery_007"];
    private static readonly string[] DiscountCodes = ["DISCOUNT"];
    private static readonly string[] TipCodes = ["TIP", "TIPS"];

    public static async Task<OdooDefaults> GetAsync(OdooCalls calls, ConnectionConfig connection)
    {
        if (calls.Session.Memory.Defaults is { } known)
        {
            calls.Company = known.Company;
            return known;
        }

        var company = await CompanyAsync(calls, connection);
        calls.Company = company.Id;
        var services = await ProductsAsync(calls, [.. ShippingCodes, .. DiscountCodes, .. TipCodes]);
        var defaults = new OdooDefaults
        {
            Company = company.Id,
            CompanyCurrency = company.ReferenceName("currency_id") ?? throw new OdooShapeException("currency of the company"),
            Warehouse = OdooSettings.Id(connection, "warehouse") ?? await WarehouseAsync(calls, company.Id),
            Pricelists = await PricelistsAsync(calls, connection),
            Salesperson = OdooSettings.Id(connection, "salesperson"),
            ShippingProduct = OdooSettings.Id(connection, "shippingProduct") ?? First(services, ShippingCodes),
            DiscountProduct = OdooSettings.Id(connection, "discountProduct") ?? First(services, DiscountCodes),
            TipProduct = OdooSettings.Id(connection, "tipProduct") ?? First(services, TipCodes),
            CustomProduct = OdooSettings.Id(connection, "customProduct"),
        };
        return calls.Session.Memory.Defaults = defaults;
    }

    private static async Task<OdooRecord> CompanyAsync(OdooCalls calls, ConnectionConfig connection)
    {
        var id = OdooSettings.Id(connection, "company");
        if (id is null)
        {
            var users = await calls.SearchAsync("res.users", [new JsonArray("login", "=", connection.Text("login"))], ["company_id"], 1);
            id = users.Count > 0 ? users[0].Reference("company_id") : null;
        }

        return id is { } company && await calls.ReadOneAsync("res.company", company, "name", "currency_id") is { } found
            ? found
            : throw OdooStopException.Setting("company", "The company to book in cannot be found in Odoo.");
    }

    // Without the inventory module there is no warehouse, and the order has no such field.
    private static async Task<long?> WarehouseAsync(OdooCalls calls, long company)
    {
        try
        {
            var found = await calls.SearchAsync("stock.warehouse", [new JsonArray("company_id", "=", company)], ["name"], 1, "sequence, id");
            return found.Count > 0 ? found[0].Id : null;
        }
        catch (OdooStopException stop) when (stop.Outcome is EffectOutcome.Failed { Failure.Class: FailureClass.Schema or FailureClass.Business })
        {
            return null;
        }
    }

    private static async Task<IReadOnlyDictionary<string, long>> PricelistsAsync(OdooCalls calls, ConnectionConfig connection)
    {
        var found = await calls.SearchAsync("product.pricelist", [], ["name", "currency_id"], order: "sequence, id");
        var lists = found.GroupBy(list => list.ReferenceName("currency_id") ?? "").ToDictionary(group => group.Key, group => group.First().Id, StringComparer.Ordinal);
        if (connection.Setting("pricelists") is JsonObject setting)
        {
            foreach (var (currency, id) in setting)
            {
                if (id is JsonValue value && long.TryParse(value.ToString(), out var list))
                {
                    lists[currency] = list;
                }
            }
        }

        return lists;
    }

    private static async Task<Dictionary<string, long>> ProductsAsync(OdooCalls calls, string[] codes)
    {
        var found = await calls.SearchAsync("product.product", [new JsonArray("default_code", "in", new JsonArray([.. codes.Select(code => (JsonNode)code)]))], ["default_code"]);
        return found.GroupBy(product => product.Text("default_code") ?? "").ToDictionary(group => group.Key, group => group.First().Id, StringComparer.Ordinal);
    }

    private static long? First(Dictionary<string, long> products, string[] codes)
        => codes.Where(products.ContainsKey).Select(code => (long?)products[code]).FirstOrDefault();
}
