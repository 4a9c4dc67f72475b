using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors.Shopify;

/// <summary>Shopify's Admin webhooks. Inbound only: nothing is written to the shop.</summary>
public sealed class ShopifyConnector : IConnector
{
    public ConnectorManifest Manifest { get; } = new()
    {
        Kind = "shopify",
        Title = "Shopify",
        Settings =
        [
            new("shop", "string", Required: true, "The shop's own domain, as X-Shopify-Shop-Domain states it: example.myshopify.com."),
            new("erp", "connection", Required: true, "The id of the tenant's Odoo connection that orders are booked in."),
        ],
        Secrets =
        [
            new(ShopifySignature.Secret, Required: true, "The app's client secret, which signs webhooks. Old and new are both valid while it is rotated."),
            new("accessToken", Required: false, "The Admin API access token; not used for webhooks."),
        ],
        Topics = ShopifyTopics.Manifest,
    };

    public IInboundConnector Inbound { get; } = new ShopifyInbound();

    public IOutboundConnector? Outbound => null;

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection)
    {
        List<SettingProblem> problems = [];
        var shop = connection.Text("shop");
        if (shop is null || Uri.CheckHostName(shop) is not UriHostNameType.Dns || !shop.Contains('.', StringComparison.Ordinal))
        {
            problems.Add(new("/settings/shop", $"The shop '{shop}' must be a domain such as example.myshopify.com."));
        }

        if (connection.Text("erp") is not { } erp || !ConnectionId.IsValid(erp))
        {
            problems.Add(new("/settings/erp", $"erp '{connection.Text("erp")}' must be the id of the tenant's Odoo connection."));
        }

        if (string.IsNullOrWhiteSpace(connection.Secret(ShopifySignature.Secret)))
        {
            problems.Add(new($"/secrets/{ShopifySignature.Secret}", "The webhookSecret (the app's client secret) is missing; without it no webhook can be verified."));
        }

        return problems;
    }

    /// <summary>Settings only: webhooks come from Shopify, so there is nothing to call.</summary>
    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation)
    {
        var problems = Validate(connection);
        var summary = problems.Count == 0
            ? $"Webhooks of {connection.Text("shop")} are verified with {connection.Secrets[ShopifySignature.Secret].Count} secret(s) and booked in '{connection.Text("erp")}'."
            : "The settings are not complete.";
        return Task.FromResult(new ConnectionTest(problems.Count == 0, summary, [], problems));
    }
}
