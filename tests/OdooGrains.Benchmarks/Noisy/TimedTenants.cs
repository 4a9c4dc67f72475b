using System.Text.Json.Nodes;
using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;
using OdooGrains.Host.Demo;

namespace OdooGrains.Benchmarks.Noisy;

/// <summary>Tenants whose shop is Shopify and whose ERP is the <see cref="TimedConnector"/>.</summary>
internal static class TimedTenants
{
    public const string Secret = "benchmark-webhook-secret";

    public static readonly ConnectionId Shop = new("shop"), Erp = new("erp");

    /// <summary>The connection of nobody, for what a connector does without one.</summary>
    public static readonly ConnectionConfig Nobody = new() { Key = new(new("nobody"), Shop), Kind = "shopify", Settings = [], Version = 1 };

    public static async Task AddAsync(PlatformClient platform, TenantId tenant)
    {
        await platform.CallAsync("POST", "/v1/tenants", new JsonObject { ["id"] = tenant.Value, ["name"] = tenant.Value });
        await platform.CallAsync("PUT", $"/v1/tenants/{tenant}/connections/{Erp}", new JsonObject { ["kind"] = TimedConnector.Kind, ["settings"] = new JsonObject { ["amendConfirmed"] = true } });
        await platform.CallAsync("PUT", $"/v1/tenants/{tenant}/connections/{Shop}", new JsonObject
        {
            ["kind"] = "shopify",
            ["settings"] = new JsonObject { ["shop"] = $"{tenant}.myshopify.com", ["erp"] = Erp.Value },
            ["secrets"] = new JsonObject { ["webhookSecret"] = Secret },
        });
    }
}
