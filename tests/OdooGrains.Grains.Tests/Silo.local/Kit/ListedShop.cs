using System.Globalization;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>A channel that lists its orders by the time of their last change, and sends a webhook only where a test does. It outlives the processes that read it.</summary>
internal sealed class ListedShop(TimeProvider time) : IConnector, IInboundConnector, IFeedConnector
{
    public const string Kind = "listed", Orders = "orders";
    private readonly FakeShop _shop = new();
    private readonly Dictionary<string, (Order Order, byte[]? Body)> _orders = new(StringComparer.Ordinal);
    private readonly Queue<FeedPage> _scripts = new();

    public ConnectorManifest Manifest { get; } = new() { Kind = Kind, Title = "Listed shop", Settings = [], Secrets = [] };

    public IInboundConnector? Inbound => this;

    public IOutboundConnector? Outbound => null;

    public IReadOnlyList<FeedManifest> Feeds { get; set; } = [new(Orders, "Changed orders.", TimeSpan.FromMinutes(5), Lane.Money)];

    IFeedConnector IConnector.Feeds => this;

    public int PageMax { get; set; } = 10;

    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>When each page was asked for, and its cursor.</summary>
    public List<(DateTimeOffset At, ConnectionKey Connection, string? Cursor)> Reads { get; } = [];

    /// <summary>What it lists now.</summary>
    public IReadOnlyCollection<Order> Listed => [.. _orders.Values.Select(one => one.Order)];

    /// <summary>The order as it is now; a body of its own where the list says it otherwise than a webhook would.</summary>
    public void Put(Order order, byte[]? body = null) => _orders[order.Id] = (order, body);

    public void Remove(string id) => _orders.Remove(id);

    /// <summary>What becomes of the next page.</summary>
    public void Next(FeedPage page, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            _scripts.Enqueue(page);
        }
    }

    /// <summary>No page fails any more.</summary>
    public void Forget() => _scripts.Clear();

    public static FeedPage Failure(FailureClass of, TimeSpan? retryAfter = null) => new FeedPage.Failed(new(of, "scripted", $"Scripted: {of}.", retryAfter));

    public async Task<FeedPage> ReadAsync(ConnectionConfig connection, string feed, string? cursor, DateTimeOffset since, CancellationToken cancellation)
    {
        EgressRequest request = new() { Method = "GET", Url = new("https://shop.example.com/"), Timeout = Timeout.InfiniteTimeSpan };
        if (await new FencedEgress(new Wire(this, connection.Key, cursor)).SendAsync(request, cancellation) is EgressOutcome.NotSent held)
        {
            return new FeedPage.Failed(new(FailureClass.Transient, held.Code, held.Reason));
        }

        return _scripts.TryDequeue(out var scripted) ? scripted : Page(cursor, since);
    }

    public ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body) => _shop.Parse(connection, topic, body);

    public InboundVerdict Receive(ConnectionConfig connection, InboundRequest request) => _shop.Receive(connection, request);

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => [];

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => Task.FromResult(new ConnectionTest(true, "A shop.", [], []));

    // By (updated_at, id); the cursor is the last order of the page before.
    private FeedPage.Read Page(string? cursor, DateTimeOffset since)
    {
        var (at, id) = cursor?.Split('|') is [var ticks, var last] ? (new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero), last) : (since, "");
        var listed = _orders.Values.Where(one => one.Order.UpdatedAt > at || (one.Order.UpdatedAt == at && string.CompareOrdinal(one.Order.Id, id) > 0))
            .OrderBy(one => one.Order.UpdatedAt).ThenBy(one => one.Order.Id, StringComparer.Ordinal).ToList();
        var page = listed.Take(PageMax).ToList();
        var end = page.Count == 0 ? (at, id) : (page[^1].Order.UpdatedAt, page[^1].Order.Id);
        return new([.. page.Select(one => Event(one.Order, one.Body))], string.Create(CultureInfo.InvariantCulture, $"{end.Item1.UtcTicks}|{end.Item2}"), listed.Count > page.Count);
    }

    private static FeedEvent Event(Order order, byte[]? body) => new(new InboundVerdict.Document(Lane.Money, "feed/orders", "", order.Id, order.UpdatedAt), body ?? FakeShop.Body(order));

    private sealed class Wire(ListedShop shop, ConnectionKey connection, string? cursor) : IEgress
    {
        public async Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
        {
            shop.Reads.Add((shop._time.GetUtcNow(), connection, cursor));
            await Task.Delay(shop.Latency, shop._time, cancellation);
            return new EgressOutcome.Answered(200, new Dictionary<string, string>(), default);
        }
    }

    private readonly TimeProvider _time = time;
}
