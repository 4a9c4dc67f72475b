using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Stripe;
using OdooGrains.Connectors.Tests.Stripe;
using OdooGrains.Connectors.WooCommerce;
using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Stripe;

namespace OdooGrains.Connectors.Tests.WooCommerce;

/// <summary>The same over real sockets: the simulated sites' server, called through the one door.</summary>
public sealed class WooOverHttpTests
{
    [Fact]
    public async Task A_delivery_goes_over_sockets_and_a_dropped_answer_is_found()
    {
        var lab = new WooLab();
        await using var server = await SiteServer.StartAsync(lab.Shop);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        var (woo, connection) = (new WooConnector(egress), WooRequests.Connection(url: server.Address));
        var order = lab.Order();
        lab.Shop.LostAnswers = 1;

        var effect = lab.Effect(order, lab.Delivery(order, "1", 3, 1));
        Assert.IsType<EffectOutcome.InDoubt>(Assert.Single(await woo.Outbound.ExecuteAsync(connection, [effect], default)));
        Assert.IsType<EffectOutcome.Done>(await woo.Outbound.LookUpAsync(connection, effect, default));

        Assert.Equal("completed", (string?)lab.Shop.Order(order)["status"]);
        Assert.Single(Assert.IsType<FeedPage.Read>(await woo.Feeds.ReadAsync(connection, "orders", null, lab.Time.GetUtcNow().AddDays(-1), default)).Events);
        Assert.True((await woo.TestAsync(connection, default)).Ok);
    }

    [Fact]
    public async Task Events_are_listed_over_sockets()
    {
        var account = new SimulatedStripe(StripeAccount.Orderly, TimeProvider.System);
        await using var server = await SiteServer.StartAsync(account);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        var connection = StripeRequests.Connection(new() { ["url"] = server.Address.ToString() }) with { Secrets = new Dictionary<string, IReadOnlyList<string>> { ["apiKey"] = [account.Account.ApiKey] } };
        account.Pay(1099, order: "1001");

        var page = Assert.IsType<FeedPage.Read>(await new StripeConnector(egress).Feeds.ReadAsync(connection, "events", null, DateTimeOffset.UnixEpoch, default));

        Assert.Equal("1001", Assert.IsType<InboundVerdict.Document>(Assert.Single(page.Events).Verdict).DocumentId);
    }
}
