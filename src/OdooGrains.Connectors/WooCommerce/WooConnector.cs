using OdooGrains.Connectors.Egress;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>WooCommerce by its webhooks and its REST API wc/v3: orders and refunds in, deliveries and stock levels out.</summary>
public sealed class WooConnector : IConnector
{
    private readonly WooApi _api;

    public WooConnector(IEgress egress)
    {
        _api = new(egress);
        Outbound = new WooAnnounce(_api);
        Feeds = new WooFeeds(_api);
        Stock = new WooStock(_api);
    }

    public ConnectorManifest Manifest { get; } = new()
    {
        Kind = "woocommerce",
        Title = "WooCommerce",
        Settings = WooSettings.Manifest,
        Secrets = WooSettings.Secrets,
        Operations = [WooAnnounce.Manifest],
        Topics = WooTopics.Manifest,
    };

    public IInboundConnector Inbound { get; } = new WooInbound();

    public IOutboundConnector Outbound { get; }

    public IFeedConnector Feeds { get; }

    public IStockTarget Stock { get; }

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => new WooSettings(connection).Problems();

    /// <summary>Lists one order where there are keys; without them the settings are all that can be looked at.</summary>
    public async Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation)
    {
        var problems = Validate(connection);
        if (problems.Count > 0)
        {
            return new(false, "The settings are not complete.", [], problems);
        }

        var settings = new WooSettings(connection);
        if (!settings.HasKeys)
        {
            return new(true, $"Webhooks of {settings.Url.Host} are verified. Without a consumerKey nothing is written to the shop, and what its webhooks do not tell is not read.", [], []);
        }

        var reply = await _api.GetAsync(connection, "orders?per_page=1&_fields=id", cancellation);
        return reply is WooReply.Value
            ? new(true, $"WooCommerce at {settings.Url.Host} lists its orders.", [], [])
            : new(false, reply.Failure.Message, [], [], reply.Failure);
    }
}
