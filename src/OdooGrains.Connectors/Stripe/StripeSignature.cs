using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OdooGrains.Connectors.Stripe;

/// <summary>
/// Stripe-Signature: <c>t=1533204620,v1=…,v1=…,v0=…</c>. Each v1 is the hex HMAC-SHA256 of <c>{t}.{raw body}</c>, keyed with the UTF-8 bytes of the whole
/// endpoint secret, <c>whsec_</c> and all; while a secret is rolled there are several. v0 is for tests of Stripe's own and is not looked at
/// (https://docs.stripe.com/webhooks#verify-manually).
/// </summary>
internal static class StripeSignature
{
    public const string Header = "Stripe-Signature";
    public const string Secret = "webhookSecret";

    /// <summary>How far the timestamp may be off, both ways, unless the setting says otherwise: 300 s, as in Stripe's own libraries.</summary>
    public static readonly TimeSpan ToleranceDefault = TimeSpan.FromSeconds(300);

    /// <summary>The largest tolerance that makes sense of a guard against replays: a day.</summary>
    public static readonly TimeSpan ToleranceMax = TimeSpan.FromDays(1);

    private const int LengthMax = 2_000, SignaturesMax = 10;

    /// <returns>Null where the signature holds and is fresh.</returns>
    public static InboundVerdict.Refused? Problem(InboundRequest request, IReadOnlyList<string> secrets, TimeSpan tolerance)
    {
        var header = request.Header(Header);
        if (header is null or "")
        {
            return new(401, "signature_missing", $"The header {Header} is missing.");
        }

        if (header == InboundRequest.Repeated)
        {
            return new(401, "signature_repeated", $"The header {Header} was sent more than once.");
        }

        if (Read(header) is not var (timestamp, signedAt, signatures))
        {
            return new(401, "signature_malformed", $"The header {Header} must read t=<seconds since 1970>,v1=<64 hex digits>.");
        }

        return !IsSigned(timestamp, request.Body.Span, signatures, secrets)
            ? new(401, "signature_wrong", "The signature does not fit the body. Check that the connection's webhookSecret is the signing secret of this endpoint.")
            : (request.ReceivedAt - signedAt).Duration() > tolerance
            ? new(401, "signature_old", string.Create(CultureInfo.InvariantCulture, $"The signature was made at {signedAt:u}, more than {tolerance.TotalSeconds} s away from now. Check the clocks, or the setting toleranceSeconds."))
            : null;
    }

    private static (string Timestamp, DateTimeOffset SignedAt, IReadOnlyList<byte[]> Signatures)? Read(string header)
    {
        var parts = header.Length > LengthMax ? [] : header.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToList();
        var timestamps = parts.Where(part => part[0].Trim() == "t").Select(part => part[1].Trim()).ToList();
        List<byte[]> signatures = [.. parts.Where(part => part[0].Trim() == "v1").Select(part => Bytes(part[1].Trim())).OfType<byte[]>()];
        return timestamps is [{ Length: <= 12 } timestamp] && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() && signatures.Count is > 0 and <= SignaturesMax
            ? (timestamp, DateTimeOffset.FromUnixTimeSeconds(seconds), signatures)
            : null;
    }

    private static byte[]? Bytes(string hex) => hex.Length == 2 * HMACSHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;

    // Without leaving early, so that the time tells neither how much nor which secret fitted.
    private static bool IsSigned(string timestamp, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> signatures, IReadOnlyList<string> secrets)
    {
        var isSigned = false;
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
            hash.AppendData(Encoding.ASCII.GetBytes($"{timestamp}."));
            hash.AppendData(body);
            hash.GetHashAndReset(computed);
            foreach (var signature in signatures)
            {
                isSigned |= CryptographicOperations.FixedTimeEquals(signature, computed);
            }
        }

        return isSigned;
    }
}
