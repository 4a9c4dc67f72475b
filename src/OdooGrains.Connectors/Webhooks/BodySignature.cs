using System.Security.Cryptography;
using System.Text;

namespace OdooGrains.Connectors.Webhooks;

/// <summary>
/// The base64 HMAC-SHA256 over the raw body, keyed with the UTF-8 bytes of a secret, as several vendors sign. Every valid secret is tried: while
/// one is rotated, the vendor signs with the old one for a while.
/// </summary>
internal static class BodySignature
{
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
