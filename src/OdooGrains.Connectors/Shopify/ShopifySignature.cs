using OdooGrains.Connectors.Webhooks;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// X-Shopify-Hmac-Sha256: base64 of HMAC-SHA256 over the raw body, keyed with the UTF-8 bytes of the app's client secret. While a secret
/// is rotated Shopify signs with the old one for up to an hour.
/// </summary>
internal static class ShopifySignature
{
    public const string Secret = "webhookSecret";

    public static bool IsValid(string signature, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets) => BodySignature.IsValid(signature, body, secrets);
}
