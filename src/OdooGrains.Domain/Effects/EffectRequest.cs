using System.Text.Json.Serialization;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Effects;

/// <summary>What an effect asks of the target, in the platform's own words; a connector translates it. Never changes once sent.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$do")]
[JsonDerivedType(typeof(EnsureCustomer), "customer")]
[JsonDerivedType(typeof(BookOrder), "book")]
[JsonDerivedType(typeof(ConfirmOrder), "confirm")]
[JsonDerivedType(typeof(CancelOrder), "cancel")]
[JsonDerivedType(typeof(DeliverOrder), "deliver")]
[JsonDerivedType(typeof(InvoiceOrder), "invoice")]
[JsonDerivedType(typeof(RegisterPayment), "payment")]
[JsonDerivedType(typeof(CreditOrder), "credit")]
[JsonDerivedType(typeof(ReturnGoods), "return")]
[JsonDerivedType(typeof(AnnounceDelivery), "announce")]
public abstract record EffectRequest;

/// <summary>Find the customer by email, else create it with its addresses, once.</summary>
public sealed record EnsureCustomer : EffectRequest
{
    public required Customer Customer { get; init; }
    public Address? BillTo { get; init; }
    public Address? ShipTo { get; init; }
}

/// <summary>Write the order as a draft: create it, or bring the draft to this state.</summary>
public sealed record BookOrder : EffectRequest
{
    public required Order Order { get; init; }

    /// <summary>The ERP's ids of the customer and of the two addresses.</summary>
    public required CustomerEnsured Customer { get; init; }

    /// <summary>Write also when the ERP order is confirmed already: by policy, because a person said so, or because lines of it were refunded.</summary>
    public bool Amend { get; init; }

    /// <summary>What was refunded before it left; <see cref="Order"/> is without it already. Null where nothing was.</summary>
    public IReadOnlyList<CancelledLine>? Cancelled { get; init; }
}

/// <summary>Confirm the booked order and verify that it is confirmed.</summary>
public sealed record ConfirmOrder(string ErpId) : EffectRequest;

/// <summary>Cancel the booked or confirmed order and verify that it is cancelled.</summary>
public sealed record CancelOrder(string ErpId) : EffectRequest;

/// <summary>Record in the ERP that goods left, which the channel or a warehouse states; what is left becomes a backorder there.</summary>
public sealed record DeliverOrder(string ErpId, Delivery Delivery) : EffectRequest;

/// <summary>Invoice what was delivered and is not invoiced yet, and post the invoice.</summary>
/// <param name="Lines">The quantities that the invoice must have in all; another means that the ERP knows of other deliveries.</param>
public sealed record InvoiceOrder(string ErpId, IReadOnlyList<LineQuantity> Lines) : EffectRequest;

/// <summary>Register on a posted invoice that it was paid, in full or in part.</summary>
/// <param name="Payment">The payment; its id is the key in the ERP together with the invoice.</param>
/// <param name="Amount">The part of the payment that this invoice takes, in the payment's currency.</param>
public sealed record RegisterPayment(string InvoiceId, Payment Payment, decimal Amount) : EffectRequest;

/// <summary>Write and post a credit note for a refund.</summary>
/// <param name="InvoiceId">The invoice that it corrects.</param>
public sealed record CreditOrder(string ErpId, string InvoiceId, Refund Refund) : EffectRequest;

/// <summary>Take goods back into stock that were delivered.</summary>
/// <param name="RefundId">The refund that says so; the key in the ERP.</param>
public sealed record ReturnGoods(string ErpId, string RefundId, IReadOnlyList<LineQuantity> Lines) : EffectRequest;

/// <summary>Tell the channel that goods left, with their tracking. Made on the connection that the order came from.</summary>
/// <param name="OrderId">The channel's id of the order.</param>
public sealed record AnnounceDelivery(string OrderId, Delivery Delivery) : EffectRequest
{
    /// <summary>The channel's ids of fulfilments that stand for other deliveries of the order: an equal one among them is not this one.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}
