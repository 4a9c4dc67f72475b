using System.Text.Json;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>Posts of automation rules: as recorded in form, and until 18 before the commit.</summary>
public sealed class AutomationTests
{
    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    public void A_post_has_the_recorded_members(int version)
    {
        var odoo = new SimulatedOdoo(new OdooSettings { Version = version }, new ManualTime());
        var recorded = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Recording.Root, $"odoo{version}", "webhook", "01-received.json"))).RootElement.GetProperty("received")[0].GetProperty("body");
        string[] fields = [.. recorded.EnumerateObject().Select(member => member.Name).Where(name => name is not ("_action" or "_id" or "_model" or "id"))];
        odoo.Automate("sale.order", "http://127.0.0.1:1/hook", fields);
        odoo.Seed("sale.order", ("partner_id", 1), ("client_order_ref", "WH-1"));
        Assert.Empty(odoo.TakePosts());
        odoo.Change("sale.order", 1, ("origin", "x"));

        var posts = odoo.TakePosts();
        Assert.Equal(4, posts.Count);
        var body = JsonDocument.Parse(posts[0].Body).RootElement;
        Assert.Equal(recorded.EnumerateObject().Select(member => (member.Name, member.Value.ValueKind)).Order(), body.EnumerateObject().Select(member => (member.Name, member.Value.ValueKind)).Order());
        Assert.Equal(recorded.GetProperty("write_date").GetString()!.Length, body.GetProperty("write_date").GetString()!.Length);
        Assert.Empty(odoo.TakePosts());
    }

    [Theory]
    [InlineData(18, 4)]
    [InlineData(19, 0)]
    public void Until_18_a_write_that_is_rolled_back_has_told_already(int version, int posts)
    {
        var odoo = new SimulatedOdoo(new OdooSettings { Version = version }, new ManualTime());
        odoo.Automate("sale.order", "http://127.0.0.1:1/hook", "state");
        var order = odoo.Seed("sale.order", ("partner_id", 1));
        var call = $$$"""{"id": 1, "params": {"service": "object", "method": "execute_kw", "args": ["odoo", 2, "admin", "sale.order", "action_confirm", [[{{{order}}}, 999]]]}}""";
        var write = $$$"""{"id": 1, "params": {"service": "object", "method": "execute_kw", "args": ["odoo", 2, "admin", "sale.order", "write", [[{{{order}}}, 999], {"origin": "x"}]]}}""";
        foreach (var body in new[] { call, write })
        {
            var answer = odoo.Handle(new OdooHttpRequest("POST", "/jsonrpc", new Dictionary<string, string> { ["Content-Type"] = "application/json" }, System.Text.Encoding.UTF8.GetBytes(body)));
            Assert.True(answer.Json().TryGetProperty("error", out _));
        }

        Assert.Equal(posts, odoo.TakePosts().Count);
        Assert.Null(odoo.Order(order)["origin"]);
    }
}
