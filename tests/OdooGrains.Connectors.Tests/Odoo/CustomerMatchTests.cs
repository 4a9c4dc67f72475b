using System.Text.Json.Nodes;
using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>The setting customerMatch: by what customers are known, and who else is told of.</summary>
public sealed class CustomerMatchTests
{
    private const string Phone = "+32 470 12 34 56", Vat = "BE0477472701";

    public static TheoryData<int> Versions => [16, 19];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_telephone_number_is_found_however_it_is_written(int version)
    {
        var lab = Lab(version, "phone");
        Seed(lab, ("phone", "0470/12.34.5"));
        Seed(lab, ("phone", "+32 470 12 934 56"));
        Seed(lab, ("phone", "+49 470 12 34 56"));
        var jo = Seed(lab, ("phone", "0470/12.34.56"));
        var ann = version < 19 ? Seed(lab, ("mobile", "0032 470123456")) : 0;

        var found = await EnsureAsync(lab, new() { Name = "Jo", Phone = Phone });

        Assert.Equal($"{jo}", found.CustomerId);
        Assert.Equal(version < 19 ? [new($"{ann}", CustomerRule.Phone)] : null, found.Alike);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_company_is_found_by_its_VAT_and_its_people_are_no_duplicates(int version)
    {
        var lab = Lab(version, "vat", "email");
        var wild = Seed(lab, ("vat", "BE 0477.472.7011"));
        var company = Seed(lab, ("vat", "be 0477.472.701"));
        Seed(lab, ("vat", Vat), ("parent_id", company), ("email", "jo@example.com"));

        var found = await EnsureAsync(lab, new() { Name = "Jo", Email = "jo@example.com", Vat = Vat });

        Assert.NotEqual(wild, company);
        Assert.Equal(($"{company}", null), (found.CustomerId, found.Alike));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_first_rule_that_finds_anybody_decides_and_the_others_are_told(int version)
    {
        var lab = Lab(version, "vat", "email", "phone");
        var (second, first) = (Seed(lab, ("email", "JO@example.com"), ("phone", Phone)), Seed(lab, ("email", "jo@example.com")));
        var called = Seed(lab, ("phone", Phone));
        var customer = new Customer { Name = "Jo", Email = "jo@example.com", Phone = Phone, Vat = Vat };

        var byEmail = await EnsureAsync(lab, customer);
        Assert.Equal($"{second}", byEmail.CustomerId);
        Assert.Equal([new($"{first}", CustomerRule.Email), new($"{called}", CustomerRule.Phone)], byEmail.Alike);

        var byVat = Seed(lab, ("vat", Vat));
        var other = await EnsureAsync(lab, customer);
        Assert.Equal($"{byVat}", other.CustomerId);
        Assert.Equal([new($"{second}", CustomerRule.Email), new($"{first}", CustomerRule.Email), new($"{called}", CustomerRule.Phone)], other.Alike);
        Assert.Equal(other.Alike, Done<CustomerEnsured>(await lab.LookUpAsync(new EnsureCustomer { Customer = customer })).Alike);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task One_customer_by_different_rules_is_made_once(int version)
    {
        var lab = Lab(version, "email", "phone", "vat");

        var first = await EnsureAsync(lab, new() { Name = "Jo", Email = "jo@work.example", Phone = Phone, Vat = Vat });
        var byPhone = await EnsureAsync(lab, new() { Name = "Jo", Email = "jo@home.example", Phone = "0470123456" });
        var byVat = await EnsureAsync(lab, new() { Name = "Jo GmbH", Vat = Vat });

        Assert.Equal((first, first), (byPhone, byVat));
        Assert.Equal(Vat, lab.Record("res.partner", first.CustomerId)["vat"]);
    }

    [Fact]
    public async Task Whom_no_rule_of_the_setting_finds_our_key_does()
    {
        var lab = Lab(19, "vat");
        var guest = new Customer { Id = "g", Name = "Guest" };
        var first = await EnsureAsync(lab, guest);

        Assert.Equal(first, await EnsureAsync(lab, guest with { Name = "Another" }));
        Assert.Equal("Guest", lab.Record("res.partner", first.CustomerId)["name"]);
    }

    [Fact]
    public async Task By_default_only_the_email_counts_and_nobody_is_told_of()
    {
        var lab = new OdooLab();
        var jo = Seed(lab, ("email", "jo@example.com"));
        Seed(lab, ("email", "jo@example.com"));
        Seed(lab, ("phone", Phone));

        var found = await EnsureAsync(lab, new() { Name = "Jo", Email = "jo@example.com", Phone = Phone, Vat = Vat });

        Assert.Equal(new CustomerEnsured($"{jo}", $"{jo}", $"{jo}"), found);
        lab.Set("customerMatch", new JsonArray("email", "externalId"));
        Assert.Equal(found, await EnsureAsync(lab, new() { Name = "Jo", Email = "jo@example.com", Phone = Phone }));
    }

    [Fact]
    public async Task A_telephone_number_that_many_share_tells_of_a_few_only()
    {
        var lab = Lab(19, "phone");
        foreach (var _ in Enumerable.Range(0, 30))
        {
            Seed(lab, ("phone", Phone));
        }

        Assert.Equal(10, (await EnsureAsync(lab, new() { Name = "Jo", Phone = Phone })).Alike!.Count);
    }

    [Fact]
    public async Task VAT_numbers_of_some_cost_no_further_call()
    {
        var lab = new OdooLab();
        var customers = Enumerable.Range(0, 4).Select(index => new EnsureCustomer { Customer = new() { Name = $"No {index}", Email = $"no{index}@example.com", Vat = index == 1 ? Vat : null } });

        await lab.RunAsync([.. customers.Select((request, index) => lab.Effect(request, document: Document with { Id = $"{index}" }))]);

        Assert.Equal(1, lab.Count("res.partner", "load"));
        Assert.Equal([null, Vat, null, null], lab.Odoo.Records("res.partner").Where(partner => ((string?)partner["email"])?.StartsWith("no", StringComparison.Ordinal) == true).Select(partner => (string?)partner["vat"]));
    }

    [Theory]
    [InlineData(true, "email", "phone")]
    [InlineData(true, "vat")]
    [InlineData(false, "externalId", "email")]
    [InlineData(false, "email", "externalId")]
    public void Customers_of_different_keys_that_may_be_one_are_looked_for_one_at_a_time(bool isSo, params string[] rules)
    {
        var lab = Lab(19, rules);
        var operations = new ConnectorRegistry([lab.Connector]).Operations(lab.Connection);
        var customer = lab.Connector.Manifest.Operations.Single(operation => operation.Name == "order.customer");

        Assert.Equal((isSo, false), (operations["order.customer"].IsOneAtATime, operations["order.book"].IsOneAtATime));
        Assert.Equal(isSo ? 1 : 100, lab.Connector.Outbound.BatchMax(lab.Connection, customer));
    }

    [Theory]
    [InlineData("\"email\"")]
    [InlineData("[]")]
    [InlineData("[\"email\", \"name\"]")]
    [InlineData("[\"email\", \"email\"]")]
    [InlineData("[\"Email\"]")]
    [InlineData("[null]")]
    [InlineData("{\"email\": true}")]
    public void A_setting_that_is_no_list_of_rules_is_refused(string setting)
    {
        var lab = new OdooLab();
        lab.Set("customerMatch", JsonNode.Parse(setting));

        var problem = Assert.Single(lab.Connector.Validate(lab.Connection));
        Assert.Equal("/settings/customerMatch", problem.Path);
        Assert.Contains("externalId, email, phone, vat", problem.Message, StringComparison.Ordinal);
    }

    private static OdooLab Lab(int version, params string[] rules)
    {
        var lab = new OdooLab(version);
        lab.Set("customerMatch", new JsonArray([.. rules.Select(rule => JsonValue.Create(rule))]));
        Assert.Empty(lab.Connector.Validate(lab.Connection));
        return lab;
    }

    private static int Seed(OdooLab lab, params (string, object?)[] values) => lab.Odoo.Seed("res.partner", values.Prepend(("name", "Somebody")));

    private static async Task<CustomerEnsured> EnsureAsync(OdooLab lab, Customer customer) => Done<CustomerEnsured>(await lab.RunAsync(new EnsureCustomer { Customer = customer }));
}
