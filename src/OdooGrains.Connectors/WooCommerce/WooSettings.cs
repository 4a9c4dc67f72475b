using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>The settings of a connection as the connector uses them.</summary>
internal readonly record struct WooSettings(ConnectionConfig Connection)
{
    public const string WebhookSecret = "webhookSecret", ConsumerKey = "consumerKey", ConsumerSecret = "consumerSecret";
    private const string PaymentIdKeyDefault = "_stripe_intent_id";

    // WordPress decodes these in a secret before it signs with it, and encodes them when it stores it: the key would not be what is shown.
    private const string RefusedInSecrets = "&<>\"'";

    public static readonly IReadOnlyList<SettingManifest> Manifest =
    [
        new("url", "url", true, "The shop's address, below which WordPress answers at /wp-json, such as https://shop.example."),
        new("erp", "connection", true, "The id of the tenant's Odoo connection that orders are booked in."),
        new("takeUnpaid", "boolean", false, "Whether orders that wait for their payment, or whose payment failed, are taken in, too.", "false"),
        new("paymentIdKey", "string", false, "The key in an order's meta data under which the payment plugin writes the provider's id of the payment; without it the transaction id is taken.", PaymentIdKeyDefault),
        new("vatKey", "string", false, "The key in an order's meta data under which a plugin writes the buyer's VAT number, such as _billing_vat; WooCommerce itself has none."),
        new(StockFeeds.Switch, "boolean", false, "Whether the shop is told stock levels, of products whose stock it keeps; it needs keys of the REST API.", "false"),
        new("restock", "boolean", false, "Whether quantities of refunds come back into stock; WooCommerce does not tell.", "false"),
    ];

    public static readonly IReadOnlyList<SecretManifest> Secrets =
    [
        new(WebhookSecret, true, "The secret of the shop's webhooks, which signs them; the same for all. Old and new are both valid while it is rotated."),
        new(ConsumerKey, false, "The key of the REST API, ck_…, with the right to read and write. Without it nothing is written to the shop, nor read of it."),
        new(ConsumerSecret, false, "The secret of that key, cs_…"),
    ];

    public Uri Url => new(Connection.Text("url")!);

    public bool TakesUnpaid => Connection.Flag("takeUnpaid") ?? false;

    public string PaymentIdKey => Connection.Text("paymentIdKey") ?? PaymentIdKeyDefault;

    public string? VatKey => Connection.Text("vatKey");

    public bool Restocks => Connection.Flag("restock") ?? false;

    /// <summary>Whether the shop can be called: what its webhooks do not tell can be read then.</summary>
    public bool HasKeys => Connection.Secret(ConsumerKey) is not null && Connection.Secret(ConsumerSecret) is not null;

    public IReadOnlyList<SettingProblem> Problems()
    {
        List<SettingProblem> problems = [];
        var (url, erp, connection) = (Connection.Text("url"), Connection.Text("erp"), Connection);
        Check(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && EgressRules.Problem(parsed) is null, "/settings/url", $"The url '{url}' must be a web address such as https://shop.example.");
        Check(ConnectionId.IsValid(erp), "/settings/erp", $"erp '{erp}' must be the id of the tenant's Odoo connection.");
        var secret = Connection.Secret(WebhookSecret);
        Check(!string.IsNullOrWhiteSpace(secret), $"/secrets/{WebhookSecret}", "The webhookSecret is missing; without it no webhook can be verified.");
        Check(secret?.IndexOfAny(RefusedInSecrets.ToCharArray()) is null or < 0, $"/secrets/{WebhookSecret}", $"The webhookSecret must have none of {RefusedInSecrets}, which WordPress changes before it signs. Choose one of letters and digits.");
        Key(ConsumerKey, ConsumerSecret);
        Key(ConsumerSecret, ConsumerKey);
        return problems;

        void Key(string name, string other) => Check(
            connection.Secret(name) is { } value ? value.Length > 0 && value.All(letter => letter is > ' ' and <= '~' and not ':') : connection.Secret(other) is null,
            $"/secrets/{name}",
            $"The {name} is missing, or has characters that no key has; the REST API needs {ConsumerKey} and {ConsumerSecret}.");

        void Check(bool isGood, string path, string message)
        {
            if (!isGood)
            {
                problems.Add(new(path, message));
            }
        }
    }
}
