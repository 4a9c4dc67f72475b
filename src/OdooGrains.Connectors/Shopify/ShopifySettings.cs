using System.Text.RegularExpressions;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Shopify;

/// <summary>Names and checks of the connection's settings.</summary>
internal static partial class ShopifySettings
{
    public const string ClientId = "clientId", Location = "location", NotifyCustomer = "notifyCustomer";

    /// <summary>Points a second of each plan; the bucket holds twenty times as many (https://shopify.dev/docs/api/usage/limits; the bucket as 2000 at 100/s shows it).</summary>
    private static readonly Dictionary<string, int> Plans = new(StringComparer.Ordinal) { ["standard"] = 100, ["advanced"] = 200, ["plus"] = 1_000, ["enterprise"] = 2_000 };

    private const int BucketSeconds = 20;

    public static readonly IReadOnlyList<SettingManifest> Manifest =
    [
        new("shop", "string", Required: true, "The shop's own domain, as X-Shopify-Shop-Domain states it: example.myshopify.com."),
        new("erp", "connection", Required: true, "The id of the tenant's Odoo connection that orders are booked in."),
        new("url", "url", Required: false, "Where the Admin API answers. Unset: https:// and the shop."),
        new("version", "string", Required: false, "Version of the Admin API.", ShopifyLimits.VersionDefault),
        new("plan", "string", Required: false, "The shop's plan, which decides how much may be called: standard, advanced, plus or enterprise. Found: plus, or standard."),
        new(ClientId, "string", Required: false, "The app's client id; needed where access tokens expire."),
        new(Location, "number", Required: false, "Id of the location whose stock levels are set. Found: the only active one."),
        new(StockFeeds.Switch, "boolean", Required: false, "Whether the shop is told stock levels.", "false"),
        new(NotifyCustomer, "boolean", Required: false, "Whether Shopify writes to the customer when a shipment is announced.", "true"),
    ];

    public static readonly IReadOnlyList<SecretManifest> Secrets =
    [
        new(ShopifySignature.Secret, Required: true, "The app's client secret, which signs webhooks. Old and new are both valid while it is rotated."),
        new(ShopifyToken.AccessSecret, Required: false, "The Admin API access token. Without it webhooks are taken, and nothing is called."),
        new(ShopifyToken.RefreshSecret, Required: false, "The refresh token of an access token that expires; it and the access token are kept up to date."),
        new(ShopifyToken.ExpiresSecret, Required: false, "When the access token expires (RFC 3339); kept up to date. Unset: it is used until it is refused."),
    ];

    public static string Version(ConnectionConfig connection) => connection.Text("version") ?? ShopifyLimits.VersionDefault;

    public static Uri At(ConnectionConfig connection, string path) => new((connection.Text("url")?.TrimEnd('/') ?? $"https://{connection.Text("shop")}") + path);

    public static CallLimit Points(ConnectionConfig connection)
    {
        var perSecond = Plans[connection.Text("plan") is { } plan && Plans.ContainsKey(plan) ? plan : "standard"];
        return new("points", perSecond, perSecond * BucketSeconds, CallUnit.Points);
    }

    public static IReadOnlyList<SettingProblem> Problems(ConnectionConfig connection)
    {
        List<SettingProblem> problems = [];
        var shop = connection.Text("shop");
        Check("/settings/shop", shop is not null && Uri.CheckHostName(shop) is UriHostNameType.Dns && shop.Contains('.', StringComparison.Ordinal), $"The shop '{shop}' must be a domain such as example.myshopify.com.");
        Check("/settings/erp", connection.Text("erp") is { } erp && ConnectionId.IsValid(erp), $"erp '{connection.Text("erp")}' must be the id of the tenant's Odoo connection.");
        if (connection.Text("url") is { } url)
        {
            var problem = Uri.TryCreate(url, UriKind.Absolute, out var address) ? EgressRules.Problem(address) : "It is none.";
            Check("/settings/url", problem is null, $"The url '{url}' must be a web address such as https://example.myshopify.com: {problem}");
        }

        Check("/settings/version", VersionForm().IsMatch(Version(connection)), $"version '{Version(connection)}' must be a version such as {ShopifyLimits.VersionDefault}.");
        Check("/settings/plan", connection.Text("plan") is not { } plan || Plans.ContainsKey(plan), $"plan '{connection.Text("plan")}' must be one of {string.Join(", ", Plans.Keys)}.");
        Check($"/settings/{Location}", connection.Settings[Location] is null || connection.Number(Location) is > 0, $"location '{connection.Text(Location)}' must be the number of a location.");
        Check($"/settings/{ClientId}", connection.Secret(ShopifyToken.RefreshSecret) is null || !string.IsNullOrWhiteSpace(connection.Text(ClientId)), $"The setting {ClientId} is missing; the refresh token cannot be used without it.");
        Check($"/secrets/{ShopifySignature.Secret}", !string.IsNullOrWhiteSpace(connection.Secret(ShopifySignature.Secret)), "The webhookSecret (the app's client secret) is missing; without it no webhook can be verified.");
        foreach (var name in (string[])[ShopifyToken.AccessSecret, ShopifyToken.RefreshSecret])
        {
            Check($"/secrets/{name}", connection.Secret(name) is not { } token || (token.Length > 0 && token.All(letter => letter is > ' ' and <= '~')), $"The {name} has characters that no token has.");
        }

        return problems;

        void Check(string path, bool isGood, string message)
        {
            if (!isGood)
            {
                problems.Add(new(path, message));
            }
        }
    }

    [GeneratedRegex("^(20[0-9]{2}-(01|04|07|10)|unstable)$")]
    private static partial Regex VersionForm();
}
