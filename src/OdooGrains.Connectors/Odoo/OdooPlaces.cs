using System.Text.Json.Nodes;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Countries by code, and states by country and code, of some addresses.</summary>
internal sealed class OdooPlaces
{
    private readonly Dictionary<string, long> _countries = new(StringComparer.Ordinal);

    // 0 where Odoo has no such state.
    private readonly Dictionary<(long Country, string Code), long> _states = [];

    private OdooPlaces()
    {
    }

    /// <summary>What is not remembered is read: one call for all countries, one for all states.</summary>
    public static async Task<OdooPlaces> OfAsync(OdooCalls calls, IReadOnlyList<Address> addresses)
    {
        OdooPlaces places = new();
        await places.LearnCountriesAsync(calls, [.. addresses.Select(address => address.Country).OfType<string>().Distinct(StringComparer.Ordinal)]);
        await places.LearnStatesAsync(calls, [.. addresses.Select(places.StateOf).OfType<(long, string)>().Distinct()]);
        return places;
    }

    /// <summary>The address as Odoo's columns; without a state where Odoo does not know it, since it has the states of few countries.</summary>
    public PlacedAddress Place(Address address)
    {
        if (address.Country is { } code && !_countries.ContainsKey(code))
        {
            throw OdooStopException.Business("unknown_country", $"Odoo has no country with the code '{code}'. Correct the address, or add the country, then retry.");
        }

        return new(address, address.Country is { } country ? _countries[country] : null, StateOf(address) is { } state && _states[state] is > 0 and var id ? id : null);
    }

    private async Task LearnCountriesAsync(OdooCalls calls, IReadOnlyList<string> codes)
    {
        var memory = calls.Session.Memory.Countries;
        string[] unknown = [.. codes.Where(code => !memory.ContainsKey(code))];
        if (unknown.Length > 0)
        {
            foreach (var country in await calls.SearchAsync("res.country", [new JsonArray("code", "in", Texts(unknown))], ["code"]))
            {
                memory[country.Text("code") ?? ""] = country.Id;
            }
        }

        foreach (var code in codes)
        {
            if (memory.TryGetValue(code, out var id))
            {
                _countries[code] = id;
            }
        }
    }

    private async Task LearnStatesAsync(OdooCalls calls, IReadOnlyList<(long Country, string Code)> states)
    {
        var memory = calls.Session.Memory.States;
        (long Country, string Code)[] unknown = [.. states.Where(state => !memory.ContainsKey(state))];
        if (unknown.Length > 0)
        {
            JsonArray domain =
            [
                new JsonArray("country_id", "in", new JsonArray([.. unknown.Select(state => state.Country).Distinct().Select(id => (JsonNode)id)])),
                new JsonArray("code", "in", Texts([.. unknown.Select(state => state.Code).Distinct(StringComparer.Ordinal)])),
            ];
            var found = (await calls.SearchAsync("res.country.state", domain, ["code", "country_id"])).ToLookup(state => (state.Reference("country_id"), state.Text("code")), state => state.Id);
            foreach (var state in unknown)
            {
                memory[state] = found[(state.Country, state.Code)].FirstOrDefault();
            }
        }

        foreach (var state in states)
        {
            _states[state] = memory.GetValueOrDefault(state);
        }
    }

    private (long Country, string Code)? StateOf(Address address)
        => address is { Country: { } country, Region: { } region } && _countries.TryGetValue(country, out var id) ? (id, region) : null;

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
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
