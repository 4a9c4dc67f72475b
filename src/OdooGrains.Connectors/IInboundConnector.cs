using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Connectors;

/// <summary>Events of one connection, as they come in. Pure: bytes in, values out.</summary>
public interface IInboundConnector
{
    /// <summary>
    /// Verifies the signature over the raw bytes with every valid secret in constant time, then what the event is, from the whole body
    /// walked once. Called before the event is stored, so it must refuse what could not be read later.
    /// </summary>
    InboundVerdict Receive(ConnectionConfig connection, InboundRequest request);

    /// <summary>Reads the order out of a stored body. A body that <see cref="Receive"/> accepted and that is no readable order gives a <see cref="ParsedOrder.Unreadable"/>.</summary>
    ParsedOrder Parse(ConnectionConfig connection, string topic, ReadOnlyMemory<byte> body);
}

/// <summary>A request as it came in.</summary>
/// <param name="Header">The header's only value; null when absent, and <see cref="InboundRequest.Repeated"/> when sent more than once.</param>
public sealed record InboundRequest(Func<string, string?> Header, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt)
{
    /// <summary>What <see cref="Header"/> answers for a header that was sent twice; no signature equals it.</summary>
    public const string Repeated = "\0repeated";
}

/// <summary>Whether and as what an event is accepted.</summary>
public abstract record InboundVerdict
{
    private InboundVerdict()
    {
    }

    /// <summary>It comes from who it says, and may come in where admission has room for it.</summary>
    /// <param name="Lane">What it is about: orders and money have a quota of their own.</param>
    public abstract record Verified(Lane Lane, string Topic, string DeliveryId) : InboundVerdict;

    /// <summary>Concerns a document, which is folded.</summary>
    public sealed record Document(Lane Lane, string Topic, string DeliveryId, string DocumentId, DateTimeOffset UpdatedAt) : Verified(Lane, Topic, DeliveryId)
    {
        /// <summary>The connection whose document it is, where another system speaks of it (a payment provider of a shop's order); null: this connection.</summary>
        public ConnectionId? Channel { get; init; }
    }

    /// <summary>A person must act; open work with an owner and a deadline.</summary>
    public sealed record Work(Lane Lane, string Topic, string DeliveryId, string Owner, TimeSpan Within) : Verified(Lane, Topic, DeliveryId);

    /// <summary>Kept and shown, and nothing comes of it.</summary>
    public sealed record Ignored(Lane Lane, string Topic, string DeliveryId) : Verified(Lane, Topic, DeliveryId)
    {
        /// <summary>The feed that has something new by this word: read its next page soon. Null: none.</summary>
        public string? Feed { get; init; }
    }

    /// <summary>Not an event: the system tries whether the address answers, and wants 200 for it. Nothing is stored; it need not be signed.</summary>
    public sealed record Greeting : InboundVerdict;

    /// <summary>Refused: <see cref="Status"/> is 401 (signature), 400 (headers), 415 (content type) or 422 (body); the detail names value and remedy.</summary>
    public sealed record Refused(int Status, string Code, string Detail) : InboundVerdict;
}

/// <summary>An order read from a body, or why not.</summary>
public abstract record ParsedOrder
{
    private ParsedOrder()
    {
    }

    /// <summary>The whole order, and what the body tells beside it, such as its payments and refunds.</summary>
    public sealed record Read(Order Order) : ParsedOrder
    {
        public IReadOnlyList<OrderFact> Facts { get; init; } = [];
    }

    /// <summary>Something of an order that is stated elsewhere.</summary>
    public sealed record Told(IReadOnlyList<OrderFact> Facts) : ParsedOrder;

    /// <summary>The vendor sent something that the connector does not understand: held as a schema failure.</summary>
    public sealed record Unreadable(string Reason) : ParsedOrder;
}
