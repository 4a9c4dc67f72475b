using OdooGrains.Connectors.Odoo;
using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Several customers in one call: found together, made together, and each with its own outcome.</summary>
public sealed class CustomerBatchTests
{
    public static TheoryData<int, string> Protocols => new() { { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_hundred_customers_are_made_once_each_with_its_own_addresses(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var effects = Effects(lab, Enumerable.Range(0, 100).Select(index => Numbered(index)));

        var first = (await lab.RunAsync(effects)).Select(Done<CustomerEnsured>).ToList();
        var again = (await lab.RunAsync(effects)).Select(Done<CustomerEnsured>).ToList();

        Assert.Equal(first, again);
        // One call for all customers, and one for all addresses that are others than their customer's own.
        Assert.Equal(2, lab.Count("res.partner", "load"));
        for (var index = 0; index < effects.Count; index++)
        {
            var (customer, delivery) = (Partner(lab, first[index].CustomerId), Partner(lab, first[index].DeliveryAddressId));
            Assert.Equal(($"No {index}", $"no{index}@example.com"), (customer["name"], customer["email"]));
            Assert.Equal(($"Dock {index}", "delivery", first[index].CustomerId), (delivery["street"], delivery["type"], $"{delivery["parent_id"]}"));
            Assert.Equal(first[index].CustomerId, first[index].InvoiceAddressId);
        }
    }

    [Fact]
    public async Task Customers_that_are_there_are_found_beside_those_that_are_made()
    {
        var lab = new OdooLab();
        var there = lab.Odoo.SeedPartner("Somebody", "NO1@example.com");
        var guest = Numbered(2) with { Customer = new() { Id = "g", Name = "Guest" } };
        var known = Done<CustomerEnsured>(await lab.RunAsync(guest));

        var outcomes = (await lab.RunAsync(Effects(lab, [Numbered(0), Numbered(1), guest, Numbered(3) with { BillTo = null, ShipTo = null }]))).Select(Done<CustomerEnsured>).ToList();

        Assert.Equal($"{there}", outcomes[1].CustomerId);
        Assert.Equal(known, outcomes[2]);
        Assert.Equal(4, outcomes.Select(outcome => outcome.CustomerId).Distinct().Count());
        Assert.Equal(outcomes[3].CustomerId, outcomes[3].DeliveryAddressId);
    }

    [Fact]
    public async Task An_unknown_country_holds_its_own_customer_only()
    {
        var lab = new OdooLab();

        var outcomes = await lab.RunAsync(Effects(lab, [Numbered(0), Numbered(1) with { ShipTo = Home with { Country = "ZZ" } }, Numbered(2)]));

        Assert.Equal("unknown_country", Failed(outcomes[1]).Code);
        Done<CustomerEnsured>(outcomes[0]);
        Done<CustomerEnsured>(outcomes[2]);
    }

    [Theory]
    [InlineData(OdooFaultKind.SerializationFailure)]
    [InlineData(OdooFaultKind.UserError)]
    public async Task An_error_that_one_customer_may_have_caused_refuses_them_together(OdooFaultKind fault)
    {
        var lab = new OdooLab();
        lab.Odoo.Faults.Next(1, "res.partner", "load", fault);

        Assert.All(await lab.RunAsync(Effects(lab, [Numbered(0), Numbered(1)])), outcome => Assert.Equal(EffectFailures.RefusedTogether, Failed(outcome).Code));
        Assert.DoesNotContain(lab.Odoo.Records("res.partner"), partner => (string?)partner["email"] is "no0@example.com" or "no1@example.com");
    }

    [Fact]
    public async Task A_customer_who_needs_nothing_more_is_done_when_an_address_of_another_is_refused()
    {
        var lab = new OdooLab();
        await lab.RunAsync(Effects(lab, [Numbered(0) with { ShipTo = null }, Numbered(1) with { ShipTo = null }]));
        lab.Odoo.Faults.Next(1, "res.partner", "load", OdooFaultKind.UserError);

        var outcomes = await lab.RunAsync(Effects(lab, [Numbered(0) with { ShipTo = null }, Numbered(1)]));

        Done<CustomerEnsured>(outcomes[0]);
        Assert.Equal(EffectFailures.RefusedTogether, Failed(outcomes[1]).Code);
    }

    [Fact]
    public async Task An_answer_that_may_be_cut_off_makes_nobody_twice()
    {
        var lab = new OdooLab();
        foreach (var _ in Enumerable.Range(0, OdooLimits.PartnersMax * 2))
        {
            lab.Odoo.SeedPartner("Many", "no0@example.com");
        }

        var last = lab.Odoo.SeedPartner("Somebody", "no1@example.com");
        var effects = Effects(lab, [Numbered(0), Numbered(1)]);

        Assert.All(await lab.RunAsync(effects), outcome => Assert.Equal(EffectFailures.RefusedTogether, Failed(outcome).Code));
        Assert.Equal($"{last}", Done<CustomerEnsured>((await lab.RunAsync([effects[1]]))[0]).CustomerId);
    }

    [Fact]
    public async Task Customers_of_hundreds_of_addresses_share_a_call()
    {
        var lab = new OdooLab();
        var effects = Effects(lab, [Numbered(0), Numbered(1)]);
        var first = (await lab.RunAsync(effects)).Select(Done<CustomerEnsured>).ToList();
        foreach (var number in Enumerable.Range(0, OdooLimits.PartnersMax * 2))
        {
            var parent = int.Parse(first[number % 2].CustomerId, System.Globalization.CultureInfo.InvariantCulture);
            lab.Odoo.Seed("res.partner", ("name", "Branch"), ("parent_id", parent), ("type", "delivery"), ("street", $"Branch {number}"));
        }

        Assert.Equal(first, (await lab.RunAsync(effects)).Select(Done<CustomerEnsured>));
    }

    [Fact]
    public async Task A_write_without_an_answer_leaves_all_of_them_in_doubt()
    {
        var lab = new OdooLab();
        lab.Odoo.Faults.Next(1, "res.partner", "load", OdooFaultKind.DropAnswer);
        var effects = Effects(lab, [Numbered(0), Numbered(1)]);

        Assert.All(await lab.RunAsync(effects), outcome => Assert.IsType<EffectOutcome.InDoubt>(outcome));
        Assert.All(await Task.WhenAll(effects.Select(lab.LookUpAsync)), outcome => Assert.IsType<EffectOutcome.NotFound>(outcome));
        Assert.All(await lab.RunAsync(effects), outcome => Done<CustomerEnsured>(outcome));
        Assert.Single(lab.Odoo.Records("res.partner"), partner => (string?)partner["email"] == "no0@example.com");
    }

    private static IReadOnlyDictionary<string, object?> Partner(OdooLab lab, string id) => lab.Odoo.Records("res.partner").Single(partner => $"{partner["id"]}" == id);

    private static EnsureCustomer Numbered(int index) => new()
    {
        Customer = new() { Id = $"c{index}", Name = $"No {index}", Email = $"no{index}@example.com" },
        BillTo = Home with { Name = $"No {index}" },
        ShipTo = Home with { Name = $"No {index}", Street = $"Dock {index}" },
    };

    private static IReadOnlyList<Effect> Effects(OdooLab lab, IEnumerable<EnsureCustomer> requests)
        => [.. requests.Select((request, index) => lab.Effect(request, document: Document with { Id = $"{index}" }))];
}
