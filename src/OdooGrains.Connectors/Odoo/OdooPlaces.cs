using System.Text.Json.Nodes;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Countries by code, and states by country and code, read once each.</summary>
internal static class OdooPlaces
{
    /// <summary>The country's id; null where the address names none.</summary>
    public static async Task<long?> CountryAsync(OdooCalls calls, string? code)
    {
        if (code is null || calls.Session.Memory.Countries.TryGetValue(code, out var known))
        {
            return code is null ? null : calls.Session.Memory.Countries[code];
        }

        var found = await calls.SearchAsync("res.country", [new JsonArray("code", "=", code)], ["code"], 1);
        return found.Count > 0
            ? calls.Session.Memory.Countries[code] = found[0].Id
            : throw OdooStopException.Business("unknown_country", $"Odoo has no country with the code '{code}'. Correct the address, or add the country, then retry.");
    }

    /// <summary>The state's id; null where Odoo does not know it, since it has the states of few countries.</summary>
    public static async Task<long?> StateAsync(OdooCalls calls, long? country, string? code)
    {
        if (country is not { } of || code is null)
        {
            return null;
        }

        if (!calls.Session.Memory.States.TryGetValue((of, code), out var known))
        {
            var found = await calls.SearchAsync("res.country.state", [new JsonArray("country_id", "=", of), new JsonArray("code", "=", code)], ["code"], 1);
            known = calls.Session.Memory.States[(of, code)] = found.Count > 0 ? found[0].Id : 0;
        }

        return known == 0 ? null : known;
    }

    /// <summary>The address as Odoo's columns, by name of the field.</summary>
    public static async Task<PlacedAddress> PlaceAsync(OdooCalls calls, Address address)
    {
        var country = await CountryAsync(calls, address.Country);
        return new(address, country, await StateAsync(calls, country, address.Region));
    }
}

/// <summary>An address whose country and state are found in Odoo.</summary>
internal sealed record PlacedAddress(Address Address, long? Country, long? State)
{
    public static readonly string[] Fields = ["name", "street", "street2", "city", "zip", "country_id", "state_id"];

    /// <summary>Name of the addressee as Odoo shows it.</summary>
    public string? Name => (Address.Company, Address.Name) switch
    {
        ({ } company, { } name) => $"{company}, {name}",
        var (company, name) => company ?? name,
    };

    /// <summary>Whether a partner of Odoo has this address already, but for its name.</summary>
    public bool IsAt(Rpc.OdooRecord partner)
        => Same(partner.Text("street"), Address.Street) && Same(partner.Text("street2"), Address.Street2) && Same(partner.Text("city"), Address.City)
            && Same(partner.Text("zip"), Address.PostalCode) && partner.Reference("country_id") == Country && partner.Reference("state_id") == State;

    public bool IsNamed(Rpc.OdooRecord partner) => Name is null || Same(partner.Text("name"), Name);

    private static bool Same(string? odoo, string? channel) => string.Equals(odoo?.Trim() ?? "", channel ?? "", StringComparison.OrdinalIgnoreCase);
}
