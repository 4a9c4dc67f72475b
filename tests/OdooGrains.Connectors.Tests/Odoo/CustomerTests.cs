using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

public sealed class CustomerTests
{
    private readonly OdooLab _lab = new();

    private IEnumerable<IReadOnlyDictionary<string, object?>> Partners => _lab.Odoo.Records("res.partner");

    [Fact]
    public async Task A_new_customer_has_name_contact_and_address_in_one_record()
    {
        var ensured = await _lab.CustomerAsync(Order());

        var partner = Partners.Single(partner => (int)partner["id"]! == int.Parse(ensured.CustomerId, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(("Jo Doe", "jo_d@example.com", "+3211", "High St 1", "78701"), (partner["name"], partner["email"], partner["phone"], partner["street"], partner["zip"]));
        Assert.Equal((_lab.Odoo.Country("US"), "TX"), ((int)partner["country_id"]!, (string)_lab.Odoo.Records("res.country.state").Single(state => (int)state["id"]! == (int)partner["state_id"]!)["code"]!));
        Assert.Equal((ensured.CustomerId, ensured.CustomerId), (ensured.InvoiceAddressId, ensured.DeliveryAddressId));
        Assert.StartsWith("__odoograins__.partner_acme_customer_", _lab.Odoo.ExternalId("res.partner", (int)partner["id"]!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_of_the_same_email_is_found_and_left_as_it_is()
    {
        var jo = _lab.Odoo.SeedPartner("Johanna", "JO_D@Example.com");
        _lab.Odoo.SeedPartner("Wild card", "joxd@example.com");

        var ensured = Done<CustomerEnsured>(await _lab.RunAsync(new EnsureCustomer { Customer = Order().Customer }));

        Assert.Equal($"{jo}", ensured.CustomerId);
        Assert.Equal("Johanna", Partners.Single(partner => (int)partner["id"]! == jo)["name"]);
    }

    [Fact]
    public async Task A_pattern_in_an_email_finds_nobody()
    {
        var others = Partners.Count();

        await _lab.RunAsync(new EnsureCustomer { Customer = new() { Name = "X", Email = "%@%" } });

        Assert.Equal(others + 1, Partners.Count());
    }

    [Fact]
    public async Task A_contact_goes_before_an_address_of_the_same_email()
    {
        _lab.Odoo.Seed("res.partner", ("name", "Dock"), ("email", "jo_d@example.com"), ("type", "delivery"));
        var jo = _lab.Odoo.SeedPartner("Jo", "jo_d@example.com");

        Assert.Equal($"{jo}", (await _lab.CustomerAsync(Order() with { BillTo = null, ShipTo = null })).CustomerId);
    }

    [Fact]
    public async Task A_guest_without_email_is_found_again_by_our_key()
    {
        var request = new EnsureCustomer { Customer = new() { Name = "Guest" } };

        var first = Done<CustomerEnsured>(await _lab.RunAsync(request));

        Assert.Equal(first, Done<CustomerEnsured>(await _lab.RunAsync(request, attempts: 2)));
        Assert.Equal(first, Done<CustomerEnsured>(await _lab.LookUpAsync(request)));
    }

    [Fact]
    public async Task Differing_addresses_become_contacts_of_the_customer_and_are_used_again()
    {
        var order = Order() with { ShipTo = new() { Name = "Dock 4", Company = "ACME", Street = "Low St 2", City = "Gent", PostalCode = "9000", Country = "BE" } };

        var ensured = await _lab.CustomerAsync(order);
        var again = await _lab.CustomerAsync(order);

        Assert.Equal(ensured, again);
        Assert.Equal(ensured.CustomerId, ensured.InvoiceAddressId);
        var dock = Partners.Single(partner => $"{partner["id"]}" == ensured.DeliveryAddressId);
        Assert.Equal(("ACME, Dock 4", "delivery", "Low St 2", ensured.CustomerId), (dock["name"], dock["type"], dock["street"], $"{dock["parent_id"]}"));
    }

    [Fact]
    public async Task Another_address_leaves_that_of_the_older_order()
    {
        var first = await _lab.CustomerAsync(Order() with { ShipTo = Home with { Street = "Low St 2" } });
        var second = await _lab.CustomerAsync(Order() with { ShipTo = Home with { Street = "Mid St 3" } });

        Assert.NotEqual(first.DeliveryAddressId, second.DeliveryAddressId);
        Assert.Equal("Low St 2", Partners.Single(partner => $"{partner["id"]}" == first.DeliveryAddressId)["street"]);
    }

    [Fact]
    public async Task A_country_that_Odoo_does_not_know_holds_the_order_and_a_state_does_not()
    {
        var unknown = Failed(await _lab.RunAsync(new EnsureCustomer { Customer = Order().Customer, ShipTo = Home with { Country = "ZZ" } }));
        Assert.Equal((FailureClass.Business, "unknown_country"), (unknown.Class, unknown.Code));

        Done<CustomerEnsured>(await _lab.RunAsync(new EnsureCustomer { Customer = Order().Customer, ShipTo = Home with { Region = "ZZ" } }));
    }

    [Fact]
    public async Task A_customer_raced_by_its_orders_is_made_once()
    {
        var request = new EnsureCustomer { Customer = Order().Customer, BillTo = Home, ShipTo = Home with { Street = "Low St 2" } };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _lab.RunAsync(request))));

        Assert.Single(outcomes.Select(Done<CustomerEnsured>).Distinct());
        Assert.Single(Partners, partner => (string?)partner["email"] == "jo_d@example.com");
        Assert.Single(Partners, partner => (string?)partner["street"] == "Low St 2");
    }

    [Fact]
    public async Task The_loser_of_a_race_in_Odoo_is_surely_not_done()
    {
        _lab.Odoo.Faults.Next(1, "res.partner", "load", OdooFaultKind.SerializationFailure);

        Assert.Equal(FailureClass.Transient, Failed(await _lab.RunAsync(new EnsureCustomer { Customer = Order().Customer })).Class);
    }
}
