using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// Finds the customer by email, else by our key in <c>ref</c>, else makes it with an external id. An address that differs from the
/// customer's is a child contact of its own, found again by its content, so that people's corrections of the customer stay.
/// </summary>
internal static class CustomerOperation
{
    private static readonly string[] PartnerFields = ["email", "ref", "parent_id", "type", .. PlacedAddress.Fields];

    public static async Task<EffectOutcome> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        var wanted = await WantedAsync(calls, connection, effect);
        var customer = await FindAsync(calls, wanted) ?? await CreateAsync(calls, wanted);
        var invoice = await AddressAsync(calls, wanted, customer, wanted.BillTo, "invoice", mayCreate: true);
        var delivery = await AddressAsync(calls, wanted, customer, wanted.ShipTo, "delivery", mayCreate: true);
        return Done(customer, invoice!.Value, delivery!.Value);
    }

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        var wanted = await WantedAsync(calls, connection, effect);
        return await FindAsync(calls, wanted) is { } customer
            && await AddressAsync(calls, wanted, customer, wanted.BillTo, "invoice", mayCreate: false) is { } invoice
            && await AddressAsync(calls, wanted, customer, wanted.ShipTo, "delivery", mayCreate: false) is { } delivery
            ? Done(customer, invoice, delivery)
            : new EffectOutcome.NotFound();
    }

    /// <summary>The customer's record, found or just made.</summary>
    private sealed record Known(long Id, string Name, Func<PlacedAddress, bool> Has);

    private sealed record Wanted(Effect Effect, EnsureCustomer Request, PlacedAddress? BillTo, PlacedAddress? ShipTo);

    private static async Task<Wanted> WantedAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        var request = (EnsureCustomer)effect.Request;
        await OdooDefaultsReader.GetAsync(calls, connection);
        var billTo = request.BillTo is { } bill ? await OdooPlaces.PlaceAsync(calls, bill) : null;
        var shipTo = request.ShipTo is { } ship ? await OdooPlaces.PlaceAsync(calls, ship) : null;
        return new(effect, request, billTo, shipTo);
    }

    private static async Task<Known?> FindAsync(OdooCalls calls, Wanted wanted)
    {
        if (wanted.Request.Customer.Email is { } email)
        {
            // =ilike takes patterns, so what it finds is compared again; '%' would find everybody.
            var pattern = email.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal);
            var found = await calls.SearchAsync("res.partner", [new JsonArray("email", "=ilike", pattern)], PartnerFields, OdooLimits.PartnersMax);
            var exact = found.Where(partner => string.Equals(partner.Text("email")?.Trim(), email, StringComparison.OrdinalIgnoreCase))
                .OrderBy(partner => partner.Text("type") is "contact" or null ? 0 : 1).ThenBy(partner => partner.Id).ToList();
            return exact.Count > 0 ? OfRecord(exact[0]) : null;
        }

        var ours = await calls.SearchAsync("res.partner", [new JsonArray("ref", "=", wanted.Effect.ExternalKey)], PartnerFields, 1);
        return ours.Count > 0 ? OfRecord(ours[0]) : null;
    }

    private static async Task<Known> CreateAsync(OdooCalls calls, Wanted wanted)
    {
        var customer = wanted.Request.Customer;
        Dictionary<string, string> cells = new()
        {
            ["name"] = customer.Name,
            ["email"] = customer.Email ?? "",
            ["phone"] = customer.Phone ?? "",
            ["ref"] = wanted.Effect.ExternalKey,
        };
        AddPlace(cells, wanted.BillTo ?? wanted.ShipTo);
        var id = await CreatePartnerAsync(calls, OdooKeys.Partner(wanted.Effect.ExternalKey), cells);
        var own = (wanted.BillTo ?? wanted.ShipTo)?.Address;
        return new(id, customer.Name, address => (address.Name is null || address.Name == customer.Name) && own is not null && Place(address.Address) == Place(own));
    }

    private static Known OfRecord(OdooRecord partner) => new(partner.Id, partner.Text("name") ?? "", address => address.IsAt(partner) && address.IsNamed(partner));

    private static Address Place(Address address) => address with { Name = null, Company = null, Phone = null };

    private static async Task<long?> AddressAsync(OdooCalls calls, Wanted wanted, Known customer, PlacedAddress? address, string type, bool mayCreate)
    {
        if (address is null || customer.Has(address))
        {
            return customer.Id;
        }

        JsonArray domain = [new JsonArray("parent_id", "=", customer.Id), new JsonArray("type", "=", type)];
        var known = await calls.SearchAsync("res.partner", domain, PlacedAddress.Fields, OdooLimits.PartnersMax);
        if (known.Where(child => address.IsAt(child) && address.IsNamed(child)).Select(child => (long?)child.Id).FirstOrDefault() is { } found)
        {
            return found;
        }

        if (!mayCreate)
        {
            return null;
        }

        Dictionary<string, string> cells = new()
        {
            ["name"] = address.Name ?? customer.Name,
            ["phone"] = address.Address.Phone ?? "",
            ["parent_id/.id"] = Text(customer.Id),
            ["type"] = type,
        };
        AddPlace(cells, address);
        return await CreatePartnerAsync(calls, OdooKeys.Address(wanted.Effect.ExternalKey, type, address.Address), cells);
    }

    private static async Task<long> CreatePartnerAsync(OdooCalls calls, string externalId, Dictionary<string, string> cells)
    {
        if (calls.Session.CreatesByLoad)
        {
            var table = new LoadTable(["id", .. cells.Keys]);
            table.Add(new Dictionary<string, string>(cells) { ["id"] = externalId }, []);
            return (await calls.LoadAsync("res.partner", table))[0];
        }

        return await PlainCreate.CreateAsync(calls, "res.partner", PlainCreate.Values(cells));
    }

    private static void AddPlace(Dictionary<string, string> cells, PlacedAddress? place)
    {
        if (place is null)
        {
            return;
        }

        cells["street"] = place.Address.Street ?? "";
        cells["street2"] = place.Address.Street2 ?? "";
        cells["city"] = place.Address.City ?? "";
        cells["zip"] = place.Address.PostalCode ?? "";
        cells["country_id/.id"] = place.Country is { } country ? Text(country) : "";
        cells["state_id/.id"] = place.State is { } state ? Text(state) : "";
    }

    private static EffectOutcome.Done Done(Known customer, long invoice, long delivery) => new(new CustomerEnsured(Text(customer.Id), Text(invoice), Text(delivery)));

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
