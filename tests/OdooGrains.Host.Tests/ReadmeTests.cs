using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OdooGrains.Connectors.Egress;
using OdooGrains.Host.Demo;
using OdooGrains.Sandbox;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Host.Tests;

/// <summary>The README's calls for "your own Odoo and shop", read from the README and made against a real server and a simulated Odoo.</summary>
[Collection(nameof(WholeMachine))]
public sealed partial class ReadmeTests
{
    private static readonly ShopScenario Scenario = new() { Orders = 1, Shop = "acme.myshopify.com", WebhookSecret = "the-apps-client-secret", UpdatesPerMille = 0, CancelsPerMille = 0 };

    [Fact]
    public async Task The_five_calls_of_the_README_lead_to_a_confirmed_order()
    {
        var calls = Calls();
        Assert.Equal(5, calls.Count);

        var odoo = new SimulatedOdoo(new() { Database = "acme", Users = [new() { Login = "bot@acme.example", Password = "unused", ApiKey = "the-bot-users-api-key" }] }, TimeProvider.System);
        odoo.SeedShop(Scenario);
        await using var sandbox = await SandboxServer.StartAsync([odoo], TimeProvider.System);
        var folder = Directory.CreateTempSubdirectory("odoograins-readme-").FullName;
        const string Key = "og_key-of-the-readme-test-0123456789abcdef";
        await using var server = new ServerProcess(folder, TestServers.FreeUrl(), TestServers.Environment(folder, Key));
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        var platform = new PlatformClient(server.Url, Key, egress, TimeProvider.System);
        server.Start();
        await platform.WaitUntilReadyAsync(TimeSpan.FromSeconds(30), server, CancellationToken.None);

        List<JsonNode?> answers = [];
        foreach (var (method, path, body) in calls)
        {
            var json = body is null ? null : JsonNode.Parse(body.Replace("https://acme.odoo.example", sandbox.Addresses["acme"].ToString().TrimEnd('/'), StringComparison.Ordinal));
            answers.Add(await platform.CallAsync(method, path, json));
        }

        Assert.True(answers[2]!["ok"]!.GetValue<bool>(), answers[2]!.ToJsonString());
        Assert.Contains("/v1/hooks/acme/shop", answers[3]!.ToJsonString(), StringComparison.Ordinal);
        var story = new ShopSimulator(Scenario, TimeProvider.System).Stories()[0];
        using var sender = new WebhookSender(new() { Target = new(server.Url, "/v1/hooks/acme/shop") }, new MemoryLedger(), TimeProvider.System);
        Assert.Equal(1, (await sender.SendAsync(DeliveryPlan.Make(Scenario, [story], DeliveryDisorder.None), CancellationToken.None)).Accepted);
        await TestServers.UntilAsync(async () => (await platform.SendAsync("GET", $"/v1/tenants/acme/orders/shop/{story.OrderId}")).Body?["status"]?.ToString() == "confirmed");
    }

    private static List<(string Method, string Path, string? Body)> Calls()
    {
        var readme = File.ReadAllText(Path.Combine(TestServers.Root, "README.md"));
        return [.. Curl().Matches(readme).Select(match => (
            match.Groups["method"].Success ? match.Groups["method"].Value : "GET",
            match.Groups["path"].Value,
            match.Groups["body"].Success ? match.Groups["body"].Value : null))];
    }

    [GeneratedRegex("""^curl (-X (?<method>\w+) )?http://127\.0\.0\.1:5080(?<path>\S+)( -H "[^"]+")*( -d '(?<body>[^']+)')?$""", RegexOptions.Multiline)]
    private static partial Regex Curl();
}
