using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Connectors.Tests.Shopify;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Sandbox;
using OdooGrains.Sandbox.Audit;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Webhooks of a simulated shop, read by one connector, folded by the saga, written by the other; then the sandbox's own audit.</summary>
public sealed class ShopToOdooTests
{
    private static readonly TenantId Tenant = new("acme");
    private readonly ManualTime _time = new();
    private readonly ShopScenario _scenario = new()
    {
        Orders = 60,
        Currencies = ["EUR", "USD"],
        Taxes = [new("VAT 21%", 210, "BE", false), new("VAT 21% incl.", 210, "BE", true), new("MwSt 19%", 190, "DE", true)],
        AnonymousPerMille = 100,
        CustomLinesPerMille = 100,
        UpdatesPerMille = 400,
        CancelsPerMille = 150,
        Changes = [ShopChange.Quantity, ShopChange.Price, ShopChange.Address, ShopChange.Note, ShopChange.AddLine],
    };

    [Theory]
    [InlineData(16, "auto", "load")]
    [InlineData(17, "auto", "load")]
    [InlineData(18, "auto", "load")]
    [InlineData(19, "auto", "load")]
    [InlineData(19, "jsonrpc", "load")]
    [InlineData(19, "auto", "create")]
    public async Task Every_order_of_a_shop_arrives_once_and_right_though_Odoo_misbehaves(int version, string protocol, string createBy)
    {
        var odoo = new SimulatedOdoo(new() { Version = version }, _time, new OdooFaults(7));
        var seeded = odoo.SeedShop(_scenario);
        foreach (var kind in new[] { OdooFaultKind.DropAnswer, OdooFaultKind.ResetBeforeCommit, OdooFaultKind.SerializationFailure, OdooFaultKind.CommittedGatewayTimeout })
        {
            odoo.Faults.Add(new() { Kind = kind, PerMille = 50 });
        }

        odoo.Faults.Add(new() { Kind = OdooFaultKind.BadGateway, PerMille = 20, WritesOnly = false });
        var connector = new OdooConnector(new SimulatedEgress(odoo), _time);
        var connection = OdooConnection(protocol, createBy, seeded.Products["CUSTOM"]);
        // Without external ids a confirmed order cannot be changed line by line, so there the shop changes none.
        var stories = new ShopSimulator(_scenario with { UpdatesPerMille = createBy == "create" ? 0 : _scenario.UpdatesPerMille }, _time).Stories();

        for (var index = 0; index < stories.Count; index++)
        {
            // Some orders change before they are booked, some as drafts, some when they are confirmed.
            await TellAsync(stories[index], connector, connection, turnsBetween: (index % 4) switch { 3 => int.MaxValue, var turns => turns });
        }

        var result = SalesAudit.Compare(stories, SalesOrderRecord.From(odoo), Accepted(stories), new() { ExpectedIdentity = story => $"acme/shop/{story.OrderId}" }, SalesAudit.CustomerEmails(odoo));
        Assert.True(result is { Lost: 0, Duplicated: 0, Wrong: 0, Held: 0 }, string.Join(Environment.NewLine, result.Differences));
        Assert.Equal(stories.Count, result.Accepted);
        Assert.All(odoo.Faults.Struck.Values, times => Assert.True(times > 0));
        Assert.Equal(5, odoo.Faults.Struck.Count);
    }

    private async Task TellAsync(OrderStory story, OdooConnector odoo, ConnectionConfig connection, int turnsBetween)
    {
        var shopify = ShopifyRequests.Inbound;
        var ids = new SequentialIds(_time);
        var policy = new OrderPolicy { Erp = connection.Key.Connection, ErpConfigVersion = 1, Operations = new ConnectorRegistry([odoo]).Operations(connection), AmendConfirmed = true };
        OrderState? state = null;
        foreach (var happened in story.Events)
        {
            var delivery = WebhookDelivery.Of(_scenario, happened);
            var request = new InboundRequest(name => delivery.Headers.Where(header => header.Key == name).Select(header => header.Value).SingleOrDefault(), delivery.Body, _time.GetUtcNow());
            var document = Assert.IsType<InboundVerdict.Document>(shopify.Receive(ShopConnection(), request));
            var order = Assert.IsType<ParsedOrder.Read>(shopify.Parse(ShopConnection(), document.Topic, delivery.Body)).Order;
            var key = new DocumentKey(Tenant, new("shop"), document.DocumentId);
            state = OrderSaga.Fold(state, key, new OrderEvent.Stated(order, new(ids.Next())), policy, _time.GetUtcNow(), 0.5).State;
            state = await SettleAsync(state, odoo, connection, policy, turnsBetween);
        }

        state = await SettleAsync(state!, odoo, connection, policy, int.MaxValue);
        Assert.True(state.Hold is null, state.Hold?.Reason);
    }

    private async Task<OrderState> SettleAsync(OrderState state, OdooConnector odoo, ConnectionConfig connection, OrderPolicy policy, int turnsMax)
    {
        for (var turns = 0; turns < turnsMax && state.Current is { Status: EffectStatus.Planned or EffectStatus.InDoubt } effect; turns++)
        {
            Assert.True(turns < 100, $"Order {state.Key} does not come to an end: {effect}");
            // Every due time has come, settle delays too.
            _time.Advance(TimeSpan.FromMinutes(16));
            EffectOutcome outcome;
            if (effect.Status is EffectStatus.Planned)
            {
                effect = EffectMachine.Mark(effect, 1, _time.GetUtcNow());
                state = state with { Effects = [.. state.Effects.Select(other => other.Key == effect.Key ? effect : other)] };
                outcome = Assert.Single(await odoo.Outbound.ExecuteAsync(connection, [effect], default));
            }
            else
            {
                outcome = await odoo.Outbound.LookUpAsync(connection, effect, default);
            }

            state = OrderSaga.Fold(state, state.Key, new OrderEvent.Settled(effect.Key, effect.Attempts, outcome), policy, _time.GetUtcNow(), 0.5).State;
        }

        return state;
    }

    private static List<LedgerLine> Accepted(IReadOnlyList<OrderStory> stories) =>
    [
        .. stories.SelectMany(story => story.Events.Select((happened, index) => new LedgerLine
        {
            Phase = "outcome",
            WebhookId = happened.WebhookId,
            OrderId = story.OrderId,
            Version = index + 1,
            Topic = happened.Topic,
            Attempt = 1,
            Status = 202,
            At = happened.TriggeredAt,
        })),
    ];

    private ConnectionConfig ShopConnection() => new()
    {
        Key = new(Tenant, new("shop")),
        Kind = "shopify",
        Version = 1,
        Settings = new JsonObject { ["shop"] = _scenario.Shop, ["erp"] = "odoo" },
        Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = [_scenario.WebhookSecret] },
    };

    private static ConnectionConfig OdooConnection(string protocol, string createBy, int customProduct) => new()
    {
        Key = new(Tenant, new("odoo")),
        Kind = "odoo",
        Version = 1,
        Settings = new JsonObject { ["url"] = "https://odoo.simulated", ["database"] = "odoo", ["login"] = "admin", ["protocol"] = protocol, ["createBy"] = createBy, ["customProduct"] = customProduct },
        Secrets = new Dictionary<string, IReadOnlyList<string>> { ["apiKey"] = [Key] },
    };
}
