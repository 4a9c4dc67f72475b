using OdooGrains.Connectors.Egress;

namespace OdooGrains.Connectors.Stripe;

/// <summary>Stripe as the payment provider of a shop: what becomes of the payments of its orders. Nothing is written to Stripe.</summary>
public sealed class StripeConnector : IConnector
{
    private readonly StripeApi _api;

    public StripeConnector(IEgress egress)
    {
        _api = new(egress);
        Feeds = new StripeFeed(_api);
    }

    public ConnectorManifest Manifest { get; } = new()
    {
        Kind = "stripe",
        Title = "Stripe",
        Settings = StripeSettings.Manifest,
        Secrets =
        [
            new(StripeSignature.Secret, Required: true, "The signing secret of the webhook endpoint, whsec_… as Stripe shows it. Old and new are both valid while it is rolled."),
            new(StripeSettings.ApiKey, Required: false, "A restricted key with read access to events, for what no webhook told. Without it, what is lost stays lost."),
        ],
        Topics = StripeTopics.Manifest,
    };

    public IInboundConnector Inbound { get; } = new StripeInbound();

    public IOutboundConnector? Outbound => null;

    public IFeedConnector Feeds { get; }

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => new StripeSettings(connection).Problems();

    /// <summary>Reads one event where there is a key; without one the settings are all that can be looked at.</summary>
    public async Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation)
    {
        var problems = Validate(connection);
        if (problems.Count > 0)
        {
            return new(false, "The settings are not complete.", [], problems);
        }

        var settings = new StripeSettings(connection);
        if (connection.Secret(StripeSettings.ApiKey) is null)
        {
            return new(true, $"Webhooks are verified, for orders of '{settings.Channel}'. Without an apiKey, events whose webhooks are lost cannot be read.", [], []);
        }

        var (answer, failure) = await _api.GetAsync(connection, "/v1/events?limit=1", cancellation);
        return failure is null
            ? new(true, $"Stripe lists events in {(settings.IsLive ? "live" : "test")} mode, for orders of '{settings.Channel}'.", [], [])
            : new(false, failure.Message, [], [], failure);
    }
}
