using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Alerts;

/// <summary>What may go wrong silently.</summary>
public enum AlertKind
{
    /// <summary>An order without progress until its deadline.</summary>
    Stall,
    /// <summary>A held order that nobody dealt with until its deadline.</summary>
    Hold,
    /// <summary>A connection whose breaker has been open for <see cref="AlertRules.BreakerOpenMax"/>.</summary>
    Breaker,
    /// <summary>A connection whose credentials were refused.</summary>
    Auth,
    /// <summary>A feed of which no page was read for three of its periods.</summary>
    Feed,
}

/// <summary>One cause. While an alert of it is open there is no second one.</summary>
/// <param name="Connection">The connection that it is about, or the channel of the order.</param>
/// <param name="Document">The order's id in its channel, or the name of the feed; empty where it is about a connection.</param>
public sealed record AlertKey(TenantId Tenant, AlertKind Kind, ConnectionId Connection, string Document = "")
{
    /// <summary>What people read: the connection's id, or <c>channel/id</c> with the id or the feed's name percent-encoded.</summary>
    public string Subject => Document.Length == 0 ? Connection.Value : $"{Connection}/{Uri.EscapeDataString(Document)}";
}

/// <summary>Something that is wrong now.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Owner">Whom the order is for; null of a connection.</param>
public sealed record AlertCause(AlertKey Key, DateTimeOffset Since, string? Owner = null);

/// <summary>A cause that was told, until it was told that it is over.</summary>
public sealed record Alert
{
    public required Guid Id { get; init; }
    public required AlertKey Key { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Whom the order was for when it was raised; null of a connection.</summary>
    public string? Owner { get; init; }

    /// <summary>Null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
