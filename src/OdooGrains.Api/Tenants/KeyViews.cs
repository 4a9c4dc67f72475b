using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Tenants;

/// <param name="Name">What it is for, such as the program that uses it.</param>
/// <param name="ExpiresAt">At most a year from now, which is also the default.</param>
public sealed record CreateKey(string Name, DateTimeOffset? ExpiresAt = null);

/// <param name="Key">The key itself: shown this once, kept nowhere.</param>
public sealed record NewKeyView(string Id, string Name, string Key, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <param name="LastUsedAt">To about a minute.</param>
public sealed record KeyView(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    public static KeyView Of(StoredKey key) => new(key.Id.ToString(), key.Name, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt);
}
