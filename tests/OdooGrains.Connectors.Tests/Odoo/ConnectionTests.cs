using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Settings and the test call of an Odoo connection.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData(16, "jsonrpc")]
    [InlineData(17, "jsonrpc")]
    [InlineData(18, "jsonrpc")]
    [InlineData(19, "json2")]
    public async Task A_test_says_what_it_found_and_the_defaults_that_orders_will_use(int version, string protocol)
    {
        var lab = new OdooLab(version);

        var test = await lab.Connector.TestAsync(lab.Connection, default);

        Assert.True(test.Ok, string.Join(" ", test.Problems.Select(problem => problem.Message)));
        Assert.Equal($"Odoo {version}, database odoo, over {protocol}.", test.Summary);
        Assert.Equal((lab.Shipping, lab.Discount, lab.Tip), ((long)test.Found["shippingProduct"]!, (long)test.Found["discountProduct"]!, (long)test.Found["tipProduct"]!));
        Assert.Equal(lab.Dollars, (long)test.Found["pricelists"]!["USD"]!);
        Assert.Equal(4, ((JsonArray)test.Found["saleTaxes"]!).Count);
        Assert.All(new[] { "company", "warehouse", "tolerance", "settleSeconds", "createBy" }, name => Assert.NotNull(test.Found[name]));

        lab.Connection = lab.Connection with { Found = test.Found, Version = 2 };
        Assert.Equal(28.56m, (await lab.BookedAsync(Order())).Total);
    }

    [Fact]
    public async Task A_test_names_each_setting_that_is_missing()
    {
        var odoo = new SimulatedOdoo(new(), TimeProvider.System);
        var lab = new OdooLab();
        var connector = new OdooGrains.Connectors.Odoo.OdooConnector(new SimulatedEgress(odoo), lab.Time);

        var test = await connector.TestAsync(lab.Connection, default);

        Assert.False(test.Ok);
        Assert.Equal(["/settings/shippingProduct", "/settings/discountProduct", "/settings/taxes"], test.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public async Task A_test_says_that_its_user_may_not_invoice()
    {
        var lab = new OdooLab(login: "sales", key: "simulated-sales-key");

        var test = await lab.Connector.TestAsync(lab.Connection, default);

        Assert.True(test.Ok);
        Assert.Contains("'sales' may not read it: orders will be held when they are to be invoiced", test.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_finds_anew_what_an_earlier_one_found()
    {
        var lab = new OdooLab();
        lab.Connection = lab.Connection with { Found = new JsonObject { ["shippingProduct"] = 4711, ["company"] = 99 } };

        Assert.Equal(lab.Shipping, (long)(await lab.Connector.TestAsync(lab.Connection, default)).Found["shippingProduct"]!);
    }

    [Theory]
    [InlineData("database", "nowhere", 19, "unknown_database")]
    [InlineData("login", "nobody", 18, "credentials")]
    public async Task A_test_of_wrong_credentials_says_so(string setting, string value, int version, string code)
    {
        var lab = new OdooLab(version);
        lab.Set(setting, value);

        var failure = (await lab.Connector.TestAsync(lab.Connection, default)).Failure;

        Assert.Equal((FailureClass.Auth, code), (failure!.Class, failure.Code));
    }

    [Theory]
    [InlineData("url", "odoo.example.com")]
    [InlineData("url", "ftp://odoo.example.com")]
    [InlineData("url", "https://user:pass@odoo.example.com")]
    [InlineData("database", "")]
    [InlineData("database", "a\nb")]
    [InlineData("login", null)]
    [InlineData("protocol", "xmlrpc")]
    [InlineData("createBy", "magic")]
    [InlineData("company", "first")]
    [InlineData("settleSeconds", "-1")]
    [InlineData("taxes", "19")]
    public void A_wrong_setting_is_named(string setting, string? value)
    {
        var lab = new OdooLab();
        lab.Set(setting, value);

        Assert.Equal($"/settings/{setting}", Assert.Single(lab.Connector.Validate(lab.Connection)).Path);
    }

    [Theory]
    [InlineData("{\"rate\": 19, \"tax\": 5}")]
    [InlineData("{\"rate\": 0.19}")]
    [InlineData("5")]
    public void A_wrong_tax_entry_is_named(string entry)
    {
        var lab = new OdooLab();
        lab.Set("taxes", new JsonArray(new JsonObject { ["rate"] = 0.19m, ["tax"] = 5 }, JsonNode.Parse(entry)));

        Assert.Equal("/settings/taxes/1", Assert.Single(lab.Connector.Validate(lab.Connection)).Path);
    }

    [Fact]
    public void A_key_with_characters_of_no_key_is_refused()
    {
        var lab = new OdooLab(key: "abc\r\nX-Evil: 1");

        Assert.Equal("/secrets/apiKey", Assert.Single(lab.Connector.Validate(lab.Connection)).Path);
    }
}
