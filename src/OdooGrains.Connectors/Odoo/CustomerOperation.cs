using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// Finds customers by the rules of <see cref="CustomerMatch"/> (by default email, else our key in <c>ref</c>), else makes them with an external id; several in one call. An address that differs from
/// its customer's is a child contact of its own, found again by its content, so that people's corrections of the customer stay.
/// </summary>
internal static class CustomerOperation
{
    private static readonly string[] Fields = ["email", "ref", "parent_id", "type", .. PlacedAddress.Fields];

    public static Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, IReadOnlyList<Effect> effects)
        => RunAsync(calls, connection, effects, mayCreate: true);

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
        => (await RunAsync(calls, connection, [effect], mayCreate: false))[0];

    private static async Task<IReadOnlyList<EffectOutcome>> RunAsync(OdooCalls calls, ConnectionConfig connection, IReadOnlyList<Effect> effects, bool mayCreate)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var batch = new OdooBatch(effects);
        if (await calls.EndAsync(() => EnsureAsync(calls, CustomerMatch.Of(connection), batch, mayCreate)) is { } end)
        {
            // Whoever has an outcome by then keeps it.
            batch.SettleAll(effects, end);
        }

        batch.SettleAll(batch.Open, new EffectOutcome.NotFound());
        return batch.Outcomes;
    }

    private static async Task EnsureAsync(OdooCalls calls, CustomerMatch match, OdooBatch batch, bool mayCreate)
    {
        var wanted = await WantedAsync(calls, batch);
        List<KnownCustomer> known = [.. await FindAsync(calls, match, wanted)];
        if (mayCreate)
        {
            known.AddRange(await CreateAsync(calls, [.. wanted.Except(known.Select(customer => customer.Wanted))]));
        }

        Settle(batch, known, []);
        Settle(batch, known, await CustomerAddresses.EnsureAsync(calls, [.. known.SelectMany(customer => customer.Missing)], mayCreate));
    }

    // A customer whose addresses are all known is done, whatever becomes of the others.
    private static void Settle(OdooBatch batch, IReadOnlyList<KnownCustomer> customers, Dictionary<MissingAddress, long> addresses)
    {
        foreach (var customer in customers)
        {
            if (Address(customer, customer.Invoice, addresses) is { } invoice && Address(customer, customer.Delivery, addresses) is { } delivery)
            {
                batch.Settle(customer.Wanted.Effect, new EffectOutcome.Done(new CustomerEnsured(Text(customer.Id), Text(invoice), Text(delivery)) { Alike = customer.Alike }));
            }
        }
    }

    private static long? Address(KnownCustomer customer, MissingAddress? missing, Dictionary<MissingAddress, long> addresses)
        => missing is null ? customer.Id : addresses.TryGetValue(missing, out var id) ? id : null;

    private static async Task<IReadOnlyList<WantedCustomer>> WantedAsync(OdooCalls calls, OdooBatch batch)
    {
        var requests = batch.Open.Select(effect => (EnsureCustomer)effect.Request);
        var places = await OdooPlaces.OfAsync(calls, [.. requests.SelectMany(request => new[] { request.BillTo, request.ShipTo }).OfType<Address>()]);
        List<WantedCustomer> wanted = [];
        foreach (var effect in batch.Open)
        {
            try
            {
                var request = (EnsureCustomer)effect.Request;
                wanted.Add(new(effect, request.Customer, request.BillTo is { } bill ? places.Place(bill) : null, request.ShipTo is { } ship ? places.Place(ship) : null));
            }
            catch (OdooStopException stop)
            {
                batch.Settle(effect, stop.Outcome);
            }
        }

        return wanted;
    }

    private static async Task<IReadOnlyList<KnownCustomer>> FindAsync(OdooCalls calls, CustomerMatch match, IReadOnlyList<WantedCustomer> wanted)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        var fields = calls.Session.Fields;
        var found = await OdooPartners.SearchAsync(calls, Domain(match, wanted, fields), [.. Fields.Union(match.Fields(fields))], wanted.Count);
        return [.. wanted.Select(one => match.Choose(one, found) is { } matched ? KnownCustomer.Found(one, matched) : null).OfType<KnownCustomer>()];
    }

    private static JsonArray Domain(CustomerMatch match, IReadOnlyList<WantedCustomer> wanted, OdooFields fields)
    {
        List<JsonNode> terms = [.. wanted.SelectMany(one => match.Terms(one, fields))];
        JsonNode[] keys = [.. wanted.Where(match.AsksForKey).Select(one => (JsonNode)one.Effect.ExternalKey)];
        if (keys.Length > 0)
        {
            terms.Add(new JsonArray("ref", "in", new JsonArray(keys)));
        }

        return OdooPartners.Any(terms);
    }

    private static async Task<IEnumerable<KnownCustomer>> CreateAsync(OdooCalls calls, IReadOnlyList<WantedCustomer> wanted)
    {
        // The same columns for all, so that one customer's VAT costs no further call.
        var haveVat = wanted.Any(one => one.Customer.Vat is not null);
        var ids = await OdooPartners.CreateAsync(calls, [.. wanted.Select(one => Row(one, haveVat))]);
        return wanted.Zip(ids, KnownCustomer.Made);
    }

    private static PartnerRow Row(WantedCustomer wanted, bool hasVat)
    {
        Dictionary<string, string> cells = new()
        {
            ["name"] = wanted.Customer.Name,
            ["email"] = wanted.Customer.Email ?? "",
            ["phone"] = wanted.Customer.Phone ?? "",
            ["ref"] = wanted.Effect.ExternalKey,
        };
        if (hasVat)
        {
            cells["vat"] = wanted.Customer.Vat ?? "";
        }

        return new(OdooKeys.Partner(wanted.Effect.ExternalKey), wanted.Own is { } place ? OdooPartners.With(cells, place) : cells);
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A customer as an effect wants it.</summary>
internal sealed record WantedCustomer(Effect Effect, Customer Customer, PlacedAddress? BillTo, PlacedAddress? ShipTo)
{
    /// <summary>The address that a new customer's own record has.</summary>
    public PlacedAddress? Own => BillTo ?? ShipTo;
}

/// <summary>The customer's record, found or just made, and its addresses that are others than its own.</summary>
internal sealed record KnownCustomer(WantedCustomer Wanted, long Id, string Name, bool IsNew, MissingAddress? Invoice, MissingAddress? Delivery)
{
    /// <summary>Who else may be the customer; null where nobody.</summary>
    public IReadOnlyList<AlikeCustomer>? Alike { get; private init; }

    public IEnumerable<MissingAddress> Missing => new[] { Invoice, Delivery }.OfType<MissingAddress>();

    public static KnownCustomer Found(WantedCustomer wanted, MatchedCustomer matched)
    {
        var partner = matched.Partner;
        return Of(wanted, partner.Id, partner.Text("name") ?? "", isNew: false, address => address.IsAt(partner) && address.IsNamed(partner)) with { Alike = matched.Alike };
    }

    public static KnownCustomer Made(WantedCustomer wanted, long id)
    {
        var customer = wanted.Customer.Name;
        return Of(wanted, id, customer, isNew: true, address => (address.Name is null || address.Name == customer) && wanted.Own is { } own && Place(address.Address) == Place(own.Address));
    }

    private static KnownCustomer Of(WantedCustomer wanted, long id, string name, bool isNew, Func<PlacedAddress, bool> has)
    {
        return new(wanted, id, name, isNew, Missing(wanted.BillTo, "invoice"), Missing(wanted.ShipTo, "delivery"));

        MissingAddress? Missing(PlacedAddress? address, string type) => address is null || has(address) ? null : new(wanted.Effect.ExternalKey, id, name, isNew, type, address);
    }

    private static Address Place(Address address) => address with { Name = null, Company = null, Phone = null };
}
