using System.Text;
using System.Text.Json;
using OdooGrains.Connectors;
using OdooGrains.Domain;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>A channel whose events are the platform's own orders as JSON.</summary>
internal sealed class FakeShop : IConnector, IInboundConnector
{
    public const string Kind = "shop";
    private const string Strange = "strange:";

    public ConnectorManifest Manifest { get; } = new() { Kind = Kind, Title = "Shop", Settings = [], Secrets = [] };

    public IInboundConnector? Inbound => this;

    public IOutboundConnector? Outbound => null;

    /// <summary>What comes of a strange body; null once the shop's new format is understood.</summary>
    public Func<ParsedOrder>? OnStrange { get; set; } = () => new ParsedOrder.Unreadable("The body is in a new format.");

    /// <summary>What each readable body tells beside its order.</summary>
    public IReadOnlyList<OrderFact> Facts { get; set; } = [];

    public static byte[] Body(Order order, bool isStrange = false)
        => Encoding.UTF8.GetBytes((isStrange ? Strange : "") + JsonSerializer.Serialize(order, DomainJson.Default.Order));

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => [];

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => Task.FromResult(new ConnectionTest(true, "A shop.", [], []));

    public InboundVerdict Receive(ConnectionConfig connection, InboundRequest request) => new InboundVerdict.Refused(422, "not_asked", "Tests accept events directly.");

    public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        var isStrange = text.StartsWith(Strange, StringComparison.Ordinal);
        return isStrange && OnStrange is { } answer
            ? answer()
            : new ParsedOrder.Read(JsonSerializer.Deserialize(isStrange ? text[Strange.Length..] : text, DomainJson.Default.Order)!) { Facts = Facts };
    }
}
