using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;

namespace OdooGrains.Connectors.Odoo;

/// <summary>A partner to make, as cells of load() by column.</summary>
internal sealed record PartnerRow(string ExternalId, Dictionary<string, string> Cells);

/// <summary>Reads and writes the partners of several customers at once.</summary>
internal static class OdooPartners
{
    private const string Model = "res.partner";

    /// <summary>An answer that may have been cut off says of none of several customers that it is not there; each then goes alone.</summary>
    public static async Task<IReadOnlyList<OdooRecord>> SearchAsync(OdooCalls calls, JsonArray domain, string[] fields, int customers)
    {
        var max = Math.Min(customers * OdooLimits.PartnersMax, OdooLimits.PartnersOfCallMax);
        var found = await calls.SearchAsync(Model, domain, fields, max);
        return customers == 1 || found.Count < max ? found : throw new OdooStopException(OdooBatch.Together($"Odoo has {max} partners or more of these {customers} customers."));
    }

    /// <summary>A term for a text whatever its case. =ilike takes patterns, so what it finds is to be compared again; a bare '%' would find everybody.</summary>
    public static JsonArray Like(string field, string text)
        => new(field, "=ilike", text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal));

    /// <summary>Terms of which one must hold, in the prefix notation of a domain.</summary>
    public static JsonArray Any(IReadOnlyList<JsonNode> terms) => new([.. Enumerable.Repeat("|", terms.Count - 1).Select(or => (JsonNode)or), .. terms]);

    /// <summary>Those of equal columns share a call of load(), which is one transaction. Answers their ids, in their order.</summary>
    public static async Task<IReadOnlyList<long>> CreateAsync(OdooCalls calls, IReadOnlyList<PartnerRow> rows)
    {
        Dictionary<PartnerRow, long> ids = new(ReferenceEqualityComparer.Instance);
        if (!calls.Session.CreatesByLoad)
        {
            foreach (var row in rows)
            {
                ids[row] = await PlainCreate.CreateAsync(calls, Model, PlainCreate.Values(row.Cells));
            }
        }
        else
        {
            foreach (var group in rows.GroupBy(row => string.Join('\n', row.Cells.Keys)))
            {
                var table = new LoadTable(["id", .. group.First().Cells.Keys]);
                foreach (var row in group)
                {
                    table.Add(new Dictionary<string, string>(row.Cells) { ["id"] = row.ExternalId }, []);
                }

                foreach (var (row, id) in group.Zip(await calls.LoadAsync(Model, table)))
                {
                    ids[row] = id;
                }
            }
        }

        return [.. rows.Select(row => ids[row])];
    }

    /// <summary>The cells, and those of an address.</summary>
    public static Dictionary<string, string> With(Dictionary<string, string> cells, PlacedAddress place) => new(cells)
    {
        ["street"] = place.Address.Street ?? "",
        ["street2"] = place.Address.Street2 ?? "",
        ["city"] = place.Address.City ?? "",
        ["zip"] = place.Address.PostalCode ?? "",
        ["country_id/.id"] = place.Country is { } country ? Text(country) : "",
        ["state_id/.id"] = place.State is { } state ? Text(state) : "",
    };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
