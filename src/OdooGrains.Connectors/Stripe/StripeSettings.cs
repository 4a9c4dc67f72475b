using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Stripe;

/// <summary>The settings of a connection as the connector uses them.</summary>
internal readonly record struct StripeSettings(ConnectionConfig Connection)
{
    public const string ApiKey = "apiKey";
    private const string OfChannel = "channel", OfStripe = "stripe";
    private const string UrlDefault = "https://api.stripe.com", OrderIdKeyDefault = "order_id", RefundIdKeyDefault = "refund_id";

    public static readonly IReadOnlyList<SettingManifest> Manifest =
    [
        new("channel", "channel", true, "The id of the tenant's shop connection whose orders are paid here; events concern no other connection's orders."),
        new("account", "string", false, "Of a Connect platform: the connected account, acct_…, whose events these are. Unset: the account's own events."),
        new("orderIdKey", "string", false, "The key in a payment's metadata under which the shop writes its id of the order.", OrderIdKeyDefault),
        new("refunds", "string", false, "Who states refunds. channel: the shop does, with their lines, and a refund here counts only where its metadata names the shop's. stripe: every refund here is the order's.", OfChannel),
        new("refundIdKey", "string", false, "The key in a refund's metadata under which the shop writes its id of the refund.", RefundIdKeyDefault),
        new("toleranceSeconds", "duration", false, "How far the timestamp of a webhook may be off, both ways.", "300"),
        new("url", "url", false, "Where Stripe's API answers.", UrlDefault),
    ];

    public ConnectionId Channel => new(Connection.Text("channel")!);

    public string? Account => Connection.Text("account") is { Length: > 0 } account ? account : null;

    public string OrderIdKey => Connection.Text("orderIdKey") ?? OrderIdKeyDefault;

    public TimeSpan Tolerance => Connection.Number("toleranceSeconds") is { } seconds ? TimeSpan.FromSeconds((double)seconds) : StripeSignature.ToleranceDefault;

    public Uri Url => new(Connection.Text("url") ?? UrlDefault);

    /// <summary>Whether the key is one of live mode; test mode has keys, and payments, of its own.</summary>
    public bool IsLive => Connection.Secret(ApiKey)?.Contains("_live_", StringComparison.Ordinal) ?? false;

    /// <summary>
    /// The id under which the order knows a refund; null where the refund is not taken from here: a shop that states its refunds itself would have
    /// each of them twice.
    /// </summary>
    public string? RefundId(JsonView refund)
        => refund.Find("metadata")?.Text(Connection.Text("refundIdKey") ?? RefundIdKeyDefault) ?? (Connection.Text("refunds") == OfStripe ? StripeEvent.Id(refund) : null);

    public IReadOnlyList<SettingProblem> Problems()
    {
        List<SettingProblem> problems = [];
        var (channel, refunds, url, tolerance) = (Connection.Text("channel"), Connection.Text("refunds"), Connection.Text("url"), Connection.Text("toleranceSeconds"));
        Check(ConnectionId.IsValid(channel), "/settings/channel", $"channel '{channel}' must be the id of the tenant's shop connection.");
        Check(refunds is null or OfChannel or OfStripe, "/settings/refunds", $"refunds '{refunds}' must be {OfChannel} or {OfStripe}.");
        Check(
            tolerance is null || (Connection.Number("toleranceSeconds") is > 0 and var seconds && seconds <= (decimal)StripeSignature.ToleranceMax.TotalSeconds),
            "/settings/toleranceSeconds",
            $"toleranceSeconds '{tolerance}' must be more than 0 and at most {StripeSignature.ToleranceMax.TotalSeconds}.");
        Check(url is null || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && EgressRules.Problem(parsed) is null), "/settings/url", $"The url '{url}' must be a web address such as {UrlDefault}.");
        Check(!string.IsNullOrWhiteSpace(Connection.Secret(StripeSignature.Secret)), $"/secrets/{StripeSignature.Secret}", "The webhookSecret (the endpoint's signing secret, whsec_…) is missing; without it no webhook can be verified.");
        var key = Connection.Secret(ApiKey);
        Check(key is null || (key.Length > 0 && key.All(letter => letter is > ' ' and <= '~')), $"/secrets/{ApiKey}", "The apiKey has characters that no API key has.");
        return problems;

        void Check(bool isGood, string path, string message)
        {
            if (!isGood)
            {
                problems.Add(new(path, message));
            }
        }
    }
}
