using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OdooGrains.Api.Auth;

/// <summary>The form of API keys: <c>og_</c> and 32 bytes of chance in base64url. Stored as SHA-256 alone; 256 bits need no slow hash.</summary>
public static class ApiKeys
{
    public const string Prefix = "og_";
    private const int ChanceBytes = 32;

    /// <summary>The longest Authorization header that is looked at, in characters; a configured platform key may be longer than a made one.</summary>
    public const int HeaderLengthMax = 1_024;

    public static string Make() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(ChanceBytes));

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether it can be a key that <see cref="Make"/> made; anything else need not be looked up.</summary>
    public static bool IsWellFormed(string key)
        => key.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(key.AsSpan(Prefix.Length), out var bytes) && bytes == ChanceBytes;
}
