using System.Text;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

public sealed class MalformedCallTests
{
    private readonly SimulatedOdoo _odoo = new(new OdooSettings(), new ManualTime());

    [Theory]
    [InlineData("res.partner", "read", """{"ids": ["x"]}""")]
    [InlineData("res.partner", "load", """{"fields": "name", "data": 7}""")]
    [InlineData("res.partner", "create", """{"vals_list": [{"child_ids": [[0]]}]}""")]
    [InlineData("res.partner", "write", """{"ids": [1], "vals": []}""")]
    [InlineData("sale.order", "search", """{"domain": [["state"]]}""")]
    [InlineData("sale.order", "search", """{"domain": ["|"]}""")]
    public void Json2_calls_that_make_no_sense_are_errors_of_the_call(string model, string method, string body)
    {
        var answer = _odoo.Call(model, method, body);

        Assert.Equal(500, answer.Status);
        Assert.StartsWith("builtins.", answer.Error(), StringComparison.Ordinal);
        Assert.Equal(0, _odoo.Journal.Count);
    }

    [Theory]
    [InlineData("""{"jsonrpc": "2.0", "params": {"service": "object", "method": "execute_kw", "args": []}}""")]
    [InlineData("""{"jsonrpc": "2.0", "params": {"service": 1, "method": "execute_kw", "args": ["odoo", 2, "admin", "res.partner"]}}""")]
    [InlineData("""{"jsonrpc": "2.0", "params": []}""")]
    public void Json_rpc_calls_that_make_no_sense_are_errors_inside_a_200(string body)
    {
        var answer = _odoo.Handle(
            new OdooHttpRequest("POST", "/jsonrpc", new Dictionary<string, string> { ["content-type"] = "application/json" }, Encoding.UTF8.GetBytes(body)));

        Assert.Equal(200, answer.Status);
        Assert.Equal("builtins.TypeError", answer.Json().GetProperty("error").GetProperty("data").GetProperty("name").GetString());
    }

    [Fact]
    public void An_order_that_names_no_pricelist_has_the_first_ones_currency()
    {
        _odoo.SeedPricelist("Export", "USD");
        _odoo.Result("sale.order", "create", """{"vals_list": [{"partner_id": 1}]}""");

        Assert.Equal(_odoo.Currency("USD"), Assert.Single(_odoo.Records("sale.order"))["currency_id"]);
    }
}
