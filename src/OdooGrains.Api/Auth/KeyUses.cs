using System.Collections.Concurrent;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Auth;

/// <summary>Gathers when keys were used, so that the store is written once a period and not once a request.</summary>
public sealed class KeyUses(ITenantStore store)
{
    private readonly ConcurrentDictionary<(TenantId Tenant, Guid Id), DateTimeOffset> _uses = new();

    public void Used(TenantId tenant, Guid id, DateTimeOffset at) => _uses[(tenant, id)] = at;

    /// <summary>Writes what was gathered. What cannot be written is lost: it is shown to people and decides nothing.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        List<(TenantId Tenant, Guid Id, DateTimeOffset At)> uses = [];
        foreach (var key in _uses.Keys)
        {
            if (_uses.TryRemove(key, out var at))
            {
                uses.Add((key.Tenant, key.Id, at));
            }
        }

        if (uses.Count > 0)
        {
            await store.TouchKeysAsync(uses, cancellation);
        }
    }
}
