namespace OdooGrains.Domain.Orders;

/// <summary>
/// One movement of money for an order, as the channel or the payment provider last stated it. Two of the same <see cref="Id"/> and
/// <see cref="Kind"/> are one movement, of which the newer <see cref="UpdatedAt"/> wins: an authorisation and its capture may share an id.
/// </summary>
public sealed record Payment
{
    /// <summary>
    /// The provider's id where one is known, such as a Stripe payment intent, else the channel's id of the transaction, so that the word of
    /// the channel and the word of the provider on one payment meet.
    /// </summary>
    public required string Id { get; init; }

    public required PaymentKind Kind { get; init; }
    public required PaymentStatus Status { get; init; }

    /// <summary>In <see cref="Currency"/>; never negative.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>The authorisation that a capture or a void belongs to; null where there is none.</summary>
    public string? ParentId { get; init; }

    /// <summary>Who moved the money, such as <c>stripe</c>.</summary>
    public string? Gateway { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

public enum PaymentKind
{
    /// <summary>Reserved on the buyer's account; nothing was moved yet.</summary>
    Authorization,
    /// <summary>Moved, after an authorisation or in one step with it.</summary>
    Capture,
    /// <summary>An authorisation given back.</summary>
    Void,
    /// <summary>The buyer's bank took it back; open until the dispute is closed.</summary>
    Dispute,
}

public enum PaymentStatus
{
    Pending,
    Succeeded,
    Failed,
}
