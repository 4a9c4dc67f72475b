using System.Collections.Concurrent;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Alerts;

/// <summary>
/// What the owners of connections in this process saw of their breakers. Only they know; the alert watch takes it from here, so that no owner
/// waits for the store.
/// </summary>
public sealed class BreakerReports
{
    private readonly ConcurrentDictionary<ConnectionKey, DateTimeOffset> _open = new();
    private readonly ConcurrentDictionary<ConnectionKey, bool> _closed = new();

    /// <summary>Breakers that are open since then or longer.</summary>
    public IReadOnlyList<AlertCause> OpenSince(DateTimeOffset latest)
        => [.. _open.Where(one => one.Value <= latest).Select(one => new AlertCause(new(one.Key.Tenant, AlertKind.Breaker, one.Key.Connection), one.Value))];

    /// <summary>Whether the owner saw its breaker closed.</summary>
    public bool IsClosed(AlertKey key) => _closed.ContainsKey(new(key.Tenant, key.Connection));

    /// <summary>The breaker after a call; <paramref name="openSince"/> is null where it is closed.</summary>
    public void Saw(ConnectionKey key, DateTimeOffset? openSince)
    {
        if (openSince is { } since)
        {
            _open[key] = since;
            _closed.TryRemove(key, out _);
        }
        else if (_closed.TryAdd(key, true))
        {
            _open.TryRemove(key, out _);
        }
    }

    /// <summary>The owner is gone, and with it what it knew. An alert that is open stays open until the next owner's call.</summary>
    public void Forget(ConnectionKey key)
    {
        _open.TryRemove(key, out _);
        _closed.TryRemove(key, out _);
    }
}
