using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OdooGrains.Connectors.Webhooks;

/// <summary>Signs webhooks that we send, as Standard Webhooks 1.0.0 has it (https://www.standardwebhooks.com), symmetric.</summary>
public static class StandardWebhook
{
    /// <summary>What a secret begins with; 24 to 64 bytes in base64 follow.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>What is wrong with a secret, in a sentence that does not show it; null when it is good.</summary>
    public static string? Problem(string secret)
        => Key(secret) is null ? $"A secret must read {SecretPrefix}… with 24 to 64 bytes in base64; make one with: echo {SecretPrefix}$(openssl rand -base64 32)" : null;

    /// <summary>The three header fields of one attempt.</summary>
    /// <param name="secret">One that has no <see cref="Problem"/>.</param>
    /// <param name="id">The same for every attempt of a message.</param>
    /// <param name="now">When the attempt is made; receivers refuse one that is 5 minutes off.</param>
    /// <param name="body">The raw bytes that are sent.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(string secret, string id, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var key = Key(secret) ?? throw new ArgumentException(Problem(secret), nameof(secret));
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body]);
        return [new("webhook-id", id), new("webhook-timestamp", timestamp), new("webhook-signature", $"v1,{Convert.ToBase64String(signature)}")];
    }

    private static byte[]? Key(string secret)
    {
        Span<byte> bytes = stackalloc byte[65];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length) && length is >= 24 and <= 64
            ? bytes[..length].ToArray()
            : null;
    }
}
