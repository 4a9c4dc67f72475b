using System.Security.Cryptography;
using System.Text;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Secrets;

/// <summary>
/// Seals secrets with AES-256-GCM: 8 bytes of key id, 12 of nonce, the ciphertext, 16 of tag. The tenant, the connection and the
/// secret's name are authenticated with it, so a box moved to another row does not open.
/// </summary>
public sealed class SecretBox
{
    private const int KeyIdBytes = 8, NonceBytes = 12, TagBytes = 16;
    private readonly byte[] _key;
    private readonly byte[] _keyId;

    /// <param name="key">32 bytes of chance.</param>
    public SecretBox(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key.Length == 32 ? key : throw new ArgumentException($"The secrets key has {key.Length} bytes; give 32 bytes as base64 in Secrets__Key.", nameof(key));
        _keyId = SHA256.HashData(key)[..KeyIdBytes];
    }

    /// <summary>Which key sealed the boxes, for logs: 16 hex digits.</summary>
    public string KeyId => Convert.ToHexStringLower(_keyId);

    public byte[] Seal(ConnectionKey connection, string name, string secret) => Seal(Context(connection, name), secret);

    /// <summary>A secret of the tenant itself.</summary>
    public byte[] Seal(TenantId tenant, string name, string secret) => Seal(Context(tenant, name), secret);

    public string Open(ConnectionKey connection, string name, ReadOnlySpan<byte> box) => Open(Context(connection, name), $"Secret '{name}' of connection {connection}", box);

    /// <inheritdoc cref="Seal(TenantId, string, string)"/>
    public string Open(TenantId tenant, string name, ReadOnlySpan<byte> box) => Open(Context(tenant, name), $"Secret '{name}' of tenant {tenant}", box);

    private byte[] Seal(byte[] context, string secret)
    {
        var clear = Encoding.UTF8.GetBytes(secret);
        var box = new byte[KeyIdBytes + NonceBytes + clear.Length + TagBytes];
        _keyId.CopyTo(box, 0);
        var nonce = box.AsSpan(KeyIdBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(nonce, clear, box.AsSpan(KeyIdBytes + NonceBytes, clear.Length), box.AsSpan(box.Length - TagBytes), context);
        CryptographicOperations.ZeroMemory(clear);
        return box;
    }

    private string Open(byte[] context, string what, ReadOnlySpan<byte> box)
    {
        if (box.Length < KeyIdBytes + NonceBytes + TagBytes || !box[..KeyIdBytes].SequenceEqual(_keyId))
        {
            throw new CryptographicException($"{what} was sealed with another key than {KeyId}; give that key in Secrets__Key, or set the secret again.");
        }

        var clear = new byte[box.Length - KeyIdBytes - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(box.Slice(KeyIdBytes, NonceBytes), box.Slice(KeyIdBytes + NonceBytes, clear.Length), box[^TagBytes..], clear, context);
        return Encoding.UTF8.GetString(clear);
    }

    private static byte[] Context(ConnectionKey connection, string name) => Encoding.UTF8.GetBytes($"{connection}/{name}");

    // Two parts where a connection's has three, so that neither opens as the other.
    private static byte[] Context(TenantId tenant, string name) => Encoding.UTF8.GetBytes($"{tenant}/{name}");
}
