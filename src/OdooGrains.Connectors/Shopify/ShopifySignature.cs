using System.Security.Cryptography;
using System.Text;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// X-Shopify-Hmac-Sha256: base64 of HMAC-SHA256 over the raw body, keyed with the UTF-8 bytes of the app's client secret. While a secret
/// is rotated Shopify signs with the old one for up to an hour, so every valid secret is tried.
/// </summary>
internal static class ShopifySignature
{
    public const string Secret = "webhookSecret";
    private const int Base64Length = 44;

    public static bool IsValid(string signature, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        Span<byte> stated = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature.Length != Base64Length || !Convert.TryFromBase64String(signature, stated, out var length) || length != HMACSHA256.HashSizeInBytes)
        {
            return false;
        }

        // Without leaving early, so that the time tells neither how much nor which secret fitted.
        var isValid = false;
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, computed);
            isValid |= CryptographicOperations.FixedTimeEquals(stated, computed);
        }

        return isValid;
    }
}
