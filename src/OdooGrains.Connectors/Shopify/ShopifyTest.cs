using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify;

/// <summary>Tests a connection: what its settings say, and with an access token what the shop is.</summary>
internal sealed class ShopifyTest(ShopifyAdmin admin, TimeProvider time)
{
    public async Task<ConnectionTest> RunAsync(ConnectionConfig connection, CancellationToken cancellation)
    {
        if (ShopifySettings.Problems(connection) is [_, ..] invalid)
        {
            return new(false, "The settings are not complete.", [], invalid);
        }

        var webhooks = $"Webhooks of {connection.Text("shop")} are verified with {connection.Secrets[ShopifySignature.Secret].Count} secret(s) and booked in '{connection.Text("erp")}'.";
        if (ShopifyToken.Of(connection) is null)
        {
            return new(true, $"{webhooks} Without an {ShopifyToken.AccessSecret} nothing is called.", [], []);
        }

        ConnectionTest? test = null;
        var end = await new ShopifyCalls(admin, connection, time, cancellation).RunAsync(async calls =>
        {
            test = await AskAsync(calls, connection, webhooks);
            return new EffectOutcome.NotFound();
        });
        return test ?? Failed(end is EffectOutcome.Failed failed ? failed.Failure : new(FailureClass.Transient, "no_answer", "Shopify gave no whole answer."));
    }

    private static async Task<ConnectionTest> AskAsync(ShopifyCalls calls, ConnectionConfig connection, string webhooks)
    {
        var shop = await calls.ReadAsync(ShopifyQueries.Shop, []) ?? throw new JsonShapeException("/shop", "present");
        if (!string.Equals(shop.Get("myshopifyDomain").String(), connection.Text("shop"), StringComparison.OrdinalIgnoreCase))
        {
            SettingProblem other = new("/settings/shop", $"The access token is of the shop {shop.Get("myshopifyDomain").String()}, not of {connection.Text("shop")}.");
            return new(false, other.Message, [], [other]);
        }

        var locations = await calls.ReadAsync(ShopifyQueries.Locations, []) ?? throw new JsonShapeException("/locations", "present");
        List<JsonView> active = [.. locations.Items("nodes").Where(location => location.Flag("isActive"))];
        var found = new JsonObject
        {
            ["plan"] = shop.Get("plan").Flag("shopifyPlus") ? "plus" : "standard",
            // For people to choose from.
            ["locations"] = new JsonObject(active.Select(location => KeyValuePair.Create<string, JsonNode?>(ShopifyWords.IdOf(location.Get("id")), location.Text("name")))),
        };
        if (active is [var only])
        {
            found[ShopifySettings.Location] = long.Parse(ShopifyWords.IdOf(only.Get("id")), CultureInfo.InvariantCulture);
        }

        var problems = active.Count == 1 || connection.Settings[ShopifySettings.Location] is not null ? [] : new List<SettingProblem>
        {
            new($"/settings/{ShopifySettings.Location}", $"The shop has {active.Count} active locations; set the id of the one whose stock levels are set. Until then no stock is pushed."),
        };
        return new(problems.Count == 0, $"{webhooks} The shop {shop.Text("name")} keeps its books in {shop.Text("currencyCode")}.", found, problems);
    }

    private static ConnectionTest Failed(Failure failure) => new(false, failure.Message, [], [], failure);
}
