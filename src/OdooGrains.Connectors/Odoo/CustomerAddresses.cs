using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo;

/// <summary>An address that its customer's own record has not.</summary>
/// <param name="Type"><c>invoice</c> or <c>delivery</c>.</param>
internal sealed record MissingAddress(string ExternalKey, long Customer, string CustomerName, bool IsOfNewCustomer, string Type, PlacedAddress Address);

/// <summary>Child contacts of customers, told again by their content.</summary>
internal static class CustomerAddresses
{
    /// <summary>The ids of those that are there, and where it may create, of all.</summary>
    public static async Task<Dictionary<MissingAddress, long>> EnsureAsync(OdooCalls calls, IReadOnlyList<MissingAddress> addresses, bool mayCreate)
    {
        var ids = await FindAsync(calls, [.. addresses.Where(address => !address.IsOfNewCustomer)]);
        MissingAddress[] absent = [.. addresses.Where(address => !ids.ContainsKey(address))];
        if (mayCreate)
        {
            foreach (var (address, id) in absent.Zip(await OdooPartners.CreateAsync(calls, [.. absent.Select(Row)])))
            {
                ids[address] = id;
            }
        }

        return ids;
    }

    private static async Task<Dictionary<MissingAddress, long>> FindAsync(OdooCalls calls, IReadOnlyList<MissingAddress> addresses)
    {
        Dictionary<MissingAddress, long> ids = [];
        if (addresses.Count == 0)
        {
            return ids;
        }

        JsonNode[] customers = [.. addresses.Select(address => address.Customer).Distinct().Select(id => (JsonNode)id)];
        // By street, since a customer may have hundreds of addresses.
        var streets = addresses.Select(address => address.Address.Address.Street).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(JsonNode (street) => street is null ? new JsonArray("street", "=", false) : OdooPartners.Like("street", street));
        JsonArray domain =
        [
            new JsonArray("parent_id", "in", new JsonArray(customers)), new JsonArray("type", "in", new JsonArray("invoice", "delivery")),
            .. OdooPartners.Any([.. streets]).Select(term => term!.DeepClone()),
        ];
        var children = (await OdooPartners.SearchAsync(calls, domain, ["parent_id", "type", .. PlacedAddress.Fields], customers.Length))
            .ToLookup(child => (child.Reference("parent_id"), child.Text("type")));
        foreach (var address in addresses)
        {
            foreach (var child in children[(address.Customer, address.Type)].Where(child => address.Address.IsAt(child) && address.Address.IsNamed(child)).Take(1))
            {
                ids[address] = child.Id;
            }
        }

        return ids;
    }

    private static PartnerRow Row(MissingAddress missing) => new(
        OdooKeys.Address(missing.ExternalKey, missing.Type, missing.Address.Address),
        OdooPartners.With(
            new()
            {
                ["name"] = missing.Address.Name ?? missing.CustomerName,
                ["phone"] = missing.Address.Address.Phone ?? "",
                ["parent_id/.id"] = missing.Customer.ToString(CultureInfo.InvariantCulture),
                ["type"] = missing.Type,
            },
            missing.Address));
}
