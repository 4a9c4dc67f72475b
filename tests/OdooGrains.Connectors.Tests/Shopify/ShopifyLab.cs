using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Shopify;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.Shopify.Admin;

namespace OdooGrains.Connectors.Tests.Shopify;

/// <summary>A simulated shop with its orders, a connection to it, and effects to run.</summary>
internal sealed class ShopifyLab
{
    public const string Shop = "acme.myshopify.com";

    public ShopifyLab(ShopScenario? scenario = null, bool expires = false)
    {
        Scenario = (scenario ?? new ShopScenario { Orders = 3, UpdatesPerMille = 0, CancelsPerMille = 0 }) with { Shop = Shop };
        Admin = new(Scenario, Time);
        Egress = new(Admin);
        Stories = new ShopSimulator(Scenario, Time).Stories();
        Kept.Secrets["webhookSecret"] = Scenario.WebhookSecret;
        Kept.Secrets["accessToken"] = Scenario.AccessToken;
        if (expires)
        {
            Kept.Secrets["refreshToken"] = Scenario.RefreshToken;
        }

        Settings = new() { ["shop"] = Shop, ["erp"] = "odoo", ["clientId"] = Scenario.ClientId, ["location"] = 1001 };
        Connector = Start();
        foreach (var story in Stories)
        {
            Tell(story);
        }
    }

    public ManualTime Time { get; } = new();
    public ShopScenario Scenario { get; }
    public SimulatedAdmin Admin { get; }
    public ShopEgress Egress { get; }
    public KeptSecrets Kept { get; } = new();
    public JsonObject Settings { get; }
    public IReadOnlyList<OrderStory> Stories { get; }
    public ShopifyConnector Connector { get; private set; }
    public long Version { get; set; } = 1;

    /// <summary>As it is stored now.</summary>
    public ConnectionConfig Connection => new()
    {
        Key = new(new TenantId("acme"), new ConnectionId("shop")),
        Kind = "shopify",
        Version = Version,
        Settings = (JsonObject)Settings.DeepClone(),
        Secrets = Kept.Secrets.ToDictionary(secret => secret.Key, IReadOnlyList<string> (secret) => [secret.Value]),
    };

    public ShopifyConnector Start() => Connector = new(Egress, Kept, Time);

    public void Tell(OrderStory story) => story.Events.ToList().ForEach(Admin.Tell);

    /// <summary>All that was ordered, as one delivery.</summary>
    public Delivery Whole(OrderStory story, string id = "d1", params string[] numbers)
    {
        var order = Assert.IsType<ParsedOrder.Read>(Connector.Inbound.Parse(Connection, "orders/create", story.Events[0].Body)).Order;
        return Delivery(id, [.. order.Lines.Select(line => new LineQuantity(line.Id, line.Quantity))], numbers);
    }

    public Delivery Delivery(string id, IReadOnlyList<LineQuantity> lines, params string[] numbers) => new()
    {
        Id = id,
        Source = DeliverySource.Erp,
        Status = DeliveryStatus.Done,
        Lines = lines,
        Carrier = numbers.Length > 0 ? "Post" : null,
        TrackingNumbers = numbers,
        UpdatedAt = Time.GetUtcNow(),
    };

    public Effect Effect(AnnounceDelivery request, bool isFresh = true) => new()
    {
        Key = new(new(new("acme"), new("shop"), request.OrderId), "announce", 1),
        Connection = new("shop"),
        ConfigVersion = 1,
        Operation = "order.announce",
        Lane = Lane.Fulfilment,
        ExternalKey = $"acme/shop/{request.OrderId}",
        HotKey = request.OrderId,
        Request = request,
        Status = EffectStatus.Sent,
        Attempts = isFresh ? 1 : 2,
        DoubtfulSince = isFresh ? null : Time.GetUtcNow(),
        SentAt = Time.GetUtcNow(),
        DueAt = Time.GetUtcNow(),
        PlannedAt = Time.GetUtcNow(),
    };

    public async Task<EffectOutcome> AnnounceAsync(AnnounceDelivery request, bool isFresh = true)
        => Assert.Single(await Connector.Outbound.ExecuteAsync(Connection, [Effect(request, isFresh)], default));

    public Task<EffectOutcome> LookUpAsync(AnnounceDelivery request) => Connector.Outbound.LookUpAsync(Connection, Effect(request), default);

    public static string Announced(EffectOutcome outcome) => Assert.IsType<DeliveryAnnounced>(Assert.IsType<EffectOutcome.Done>(outcome).Result).FulfilmentId;

    public static Failure Failed(EffectOutcome outcome) => Assert.IsType<EffectOutcome.Failed>(outcome).Failure;
}

/// <summary>SIMULATION: answers calls from a simulated shop, without sockets.</summary>
internal sealed class ShopEgress(SimulatedAdmin admin) : IEgress
{
    public List<EgressRequest> Requests { get; } = [];

    public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        lock (Requests)
        {
            Requests.Add(request);
        }

        return Task.FromResult(cancellation.IsCancellationRequested ? new EgressOutcome.InDoubt("cancelled", "The call was cancelled.") : Answer(request));
    }

    private EgressOutcome Answer(EgressRequest request)
    {
        var answer = admin.Handle(new(request.Method, request.Url.AbsolutePath, request.Headers.ToDictionary(), request.Body));
        return answer.IsLost
            ? new EgressOutcome.InDoubt("broken", "The connection broke.")
            : new EgressOutcome.Answered(answer.Status, answer.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase), answer.Body);
    }
}
