using System.Text;
using System.Text.Json;
using OdooGrains.Connectors;
using OdooGrains.Domain;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>A channel whose events are the platform's own orders as JSON, and which can be told of deliveries.</summary>
internal sealed class FakeShop : IConnector, IInboundConnector, IOutboundConnector
{
    public const string Kind = "shop";
    private const string Strange = "strange:", Telling = "telling:";

    public ConnectorManifest Manifest => new()
    {
        Kind = Kind,
        Title = "Shop",
        Settings = [],
        Secrets = [],
        Operations = IsTold ? [new() { Name = OrderSteps.Operation(OrderSteps.Announce), Lane = Lane.Fulfilment, Grade = Grade.Guaranteed, LookUp = "By key." }] : [],
    };

    public IInboundConnector? Inbound => this;

    public IOutboundConnector? Outbound => IsTold ? this : null;

    /// <summary>Where its stock levels are; null where it keeps none.</summary>
    public IStockTarget? Stock { get; set; }

    /// <summary>Whether it can be told of deliveries.</summary>
    public bool IsTold { get; set; }

    /// <summary>Whether it answers.</summary>
    public bool IsDown { get; set; }

    /// <summary>What it was told.</summary>
    public List<Effect> Announced { get; } = [];

    /// <summary>What an order's body tells beside it.</summary>
    public IReadOnlyList<OrderFact> Facts { get; set; } = [];

    /// <summary>What comes of a strange body; null once the shop's new format is understood.</summary>
    public Func<ParsedOrder>? OnStrange { get; set; } = () => new ParsedOrder.Unreadable("The body is in a new format.");

    public static byte[] Body(Order order, bool isStrange = false)
        => Encoding.UTF8.GetBytes((isStrange ? Strange : "") + JsonSerializer.Serialize(order, DomainJson.Default.Order));

    /// <summary>The same of an order that tells facts beside it.</summary>
    public static byte[] Body(Order order, params IReadOnlyList<OrderFact> facts)
        => Encoding.UTF8.GetBytes($"{Telling}{string.Join('\n', facts.Select(fact => JsonSerializer.Serialize(fact, DomainJson.Default.OrderFact)).Append(JsonSerializer.Serialize(order, DomainJson.Default.Order)))}");

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => [];

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => Task.FromResult(new ConnectionTest(true, "A shop.", [], []));

    public InboundVerdict Receive(ConnectionConfig connection, InboundRequest request) => new InboundVerdict.Refused(422, "not_asked", "Tests accept events directly.");

    public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        if (text.StartsWith(Telling, StringComparison.Ordinal))
        {
            var parts = text[Telling.Length..].Split('\n');
            return new ParsedOrder.Read(JsonSerializer.Deserialize(parts[^1], DomainJson.Default.Order)!) { Facts = [.. parts[..^1].Select(fact => JsonSerializer.Deserialize(fact, DomainJson.Default.OrderFact)!)] };
        }

        var isStrange = text.StartsWith(Strange, StringComparison.Ordinal);
        return isStrange && OnStrange is { } answer
            ? answer()
            : new ParsedOrder.Read(JsonSerializer.Deserialize(isStrange ? text[Strange.Length..] : text, DomainJson.Default.Order)!) { Facts = Facts };
    }

    public Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
    {
        if (IsDown)
        {
            return Task.FromResult<IReadOnlyList<EffectOutcome>>([.. effects.Select(_ => new EffectOutcome.Failed(new(FailureClass.Transient, "down", "The shop is down.")))]);
        }

        Announced.AddRange(effects);
        return Task.FromResult<IReadOnlyList<EffectOutcome>>([.. effects.Select(effect => new EffectOutcome.Done(new DeliveryAnnounced($"F/{effect.Key.Revision}")))]);
    }

    public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation) => Task.FromResult<EffectOutcome>(new EffectOutcome.NotFound());
}
