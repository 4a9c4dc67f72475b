using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Products by SKU (<c>default_code</c>), read in one call for all orders at hand and remembered.</summary>
internal static class OdooProducts
{
    /// <summary>The ids of the SKUs that exactly one active product has; for each other SKU the sentence that holds its orders.</summary>
    public static async Task<(IReadOnlyDictionary<string, long> Ids, IReadOnlyDictionary<string, OdooStopException> Problems)> FindAsync(OdooCalls calls, IReadOnlyCollection<string> skus)
    {
        var memory = calls.Session.Memory;
        Dictionary<string, long> ids = new(StringComparer.Ordinal);
        Dictionary<string, OdooStopException> problems = new(StringComparer.Ordinal);
        foreach (var sku in skus)
        {
            if (memory.Product(sku) is { } known)
            {
                ids[sku] = known;
            }
        }

        var missing = skus.Where(sku => !ids.ContainsKey(sku)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
        {
            return (ids, problems);
        }

        var domain = new JsonArray(new JsonArray("default_code", "in", new JsonArray([.. missing.Select(sku => (JsonNode)sku)])));
        var found = (await calls.SearchAsync("product.product", domain, ["default_code", "write_date"])).ToLookup(product => product.Text("default_code"), StringComparer.Ordinal);
        foreach (var sku in missing)
        {
            switch (found[sku].ToList())
            {
                case [var product]:
                    memory.Remember(sku, product);
                    ids[sku] = product.Id;
                    break;
                case []:
                    problems[sku] = OdooStopException.Business("unknown_sku", $"No active product in Odoo has the internal reference '{sku}'. Create it or correct the SKU, then retry.");
                    break;
                default:
                    problems[sku] = OdooStopException.Business("ambiguous_sku", $"Several products in Odoo have the internal reference '{sku}'. Leave it to one of them, then retry.");
                    break;
            }
        }

        return (ids, problems);
    }
}
