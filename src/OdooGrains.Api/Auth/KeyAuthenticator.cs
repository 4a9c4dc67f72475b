using System.Collections.Concurrent;
using System.Security.Cryptography;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Auth;

/// <summary>
/// Tells who a bearer key belongs to. What the store says of a key is believed for <see cref="ApiOptions.KeyCacheFor"/>: a key revoked by
/// another process is refused after that time, one revoked here at once.
/// </summary>
public sealed class KeyAuthenticator(ITenantStore store, KeyUses uses, ApiOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <returns>The caller, or null when the key is unknown, expired or revoked.</returns>
    public async ValueTask<Caller?> FindAsync(string key, CancellationToken cancellation)
    {
        var hash = ApiKeys.Hash(key);
        if (CryptographicOperations.FixedTimeEquals(hash, options.PlatformKeyHash.Span))
        {
            return Caller.Platform;
        }

        if (!ApiKeys.IsWellFormed(key) || await StoredAsync(hash, cancellation) is not { } stored)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (stored.RevokedAt <= now || stored.ExpiresAt <= now)
        {
            return null;
        }

        if (stored.Tenant is { } tenant)
        {
            uses.Used(tenant, stored.Id, now);
        }

        return new(stored.Tenant, stored.Id);
    }

    /// <summary>A key was revoked here: nothing that is known may be believed any more.</summary>
    public void Forget() => _known.Clear();

    private async ValueTask<StoredKey?> StoredAsync(byte[] hash, CancellationToken cancellation)
    {
        var name = Convert.ToBase64String(hash);
        var now = time.GetUtcNow();
        if (_known.TryGetValue(name, out var known) && now < known.Until)
        {
            return known.Key;
        }

        var found = await store.FindKeyAsync(hash, cancellation);
        Remember(name, new(found, now + options.KeyCacheFor), now);
        return found;
    }

    // Guessed keys must not push known ones out, so they are remembered only while there is room.
    private void Remember(string name, Known known, DateTimeOffset now)
    {
        if (_known.Count >= options.KeyCacheMax)
        {
            foreach (var (old, what) in _known)
            {
                if (what.Until <= now || what.Key is null)
                {
                    _known.TryRemove(old, out _);
                }
            }
        }

        if (_known.Count < options.KeyCacheMax || _known.ContainsKey(name))
        {
            _known[name] = known;
        }
    }

    private sealed record Known(StoredKey? Key, DateTimeOffset Until);
}
