using System.Text;
using System.Text.Json;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Tests.Shopify;

public sealed class SignatureTests
{
    [Fact]
    public void The_published_vector_is_reproduced()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors/shopify/vectors.json")));
        var vector = vectors.RootElement[0];

        Assert.Equal(
            vector.GetProperty("signature").GetString(),
            ShopifySignature.Sign(vector.GetProperty("secret").GetString()!, Encoding.UTF8.GetBytes(vector.GetProperty("payload").GetString()!)));
    }

    [Fact]
    public void A_delivery_has_the_headers_that_shopify_sends()
    {
        var scenario = new ShopScenario { Orders = 1 };
        var happened = new ShopSimulator(scenario, new ManualTime()).Stories()[0].Events[0];
        var headers = WebhookDelivery.Of(scenario, happened).Headers.ToDictionary();

        Assert.Equal(
            [
                "Content-Type", "X-Shopify-API-Version", "X-Shopify-Event-Id", "X-Shopify-Hmac-Sha256", "X-Shopify-Shop-Domain", "X-Shopify-Topic",
                "X-Shopify-Triggered-At", "X-Shopify-Webhook-Id"
            ],
            headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ShopifySignature.Sign(scenario.WebhookSecret, happened.Body.Span), headers["X-Shopify-Hmac-Sha256"]);
        Assert.Equal("orders/create", headers["X-Shopify-Topic"]);
    }
}
