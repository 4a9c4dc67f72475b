using System.Text.Json.Serialization;
using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Effects;

/// <summary>What the target answered to an effect that is done.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$done")]
[JsonDerivedType(typeof(CustomerEnsured), "customer")]
[JsonDerivedType(typeof(OrderBooked), "booked")]
[JsonDerivedType(typeof(OrderConfirmed), "confirmed")]
[JsonDerivedType(typeof(OrderCancelled), "cancelled")]
[JsonDerivedType(typeof(OrderDelivered), "delivered")]
[JsonDerivedType(typeof(OrderInvoiced), "invoiced")]
[JsonDerivedType(typeof(PaymentRegistered), "payment")]
[JsonDerivedType(typeof(OrderCredited), "credited")]
[JsonDerivedType(typeof(GoodsReturned), "returned")]
[JsonDerivedType(typeof(DeliveryAnnounced), "announced")]
public abstract record EffectResult;

/// <summary>The ERP's ids of the customer and of its invoice and delivery addresses (equal to the customer's where it has none).</summary>
public sealed record CustomerEnsured(string CustomerId, string InvoiceAddressId, string DeliveryAddressId) : EffectResult
{
    /// <summary>Others that the rules found beside the customer; null where there are none.</summary>
    public IReadOnlyList<AlikeCustomer>? Alike { get; init; }
}

/// <summary>Somebody in the ERP who may be the customer too.</summary>
/// <param name="Rule">By what they were found.</param>
public sealed record AlikeCustomer(string CustomerId, CustomerRule Rule);

/// <summary>The ERP's id and number of the draft, and the total that it computed itself.</summary>
public sealed record OrderBooked(string ErpId, string ErpNumber, decimal Total) : EffectResult;

public sealed record OrderConfirmed(string ErpId) : EffectResult;

public sealed record OrderCancelled(string ErpId) : EffectResult;

/// <summary>The ERP's id of the delivery that is done now.</summary>
public sealed record OrderDelivered(string DeliveryId) : EffectResult;

/// <summary>The posted invoice: its id and number in the ERP, its total, and what it invoices.</summary>
public sealed record OrderInvoiced(string InvoiceId, string Number, decimal Total, IReadOnlyList<LineQuantity> Lines) : EffectResult;

/// <summary>The ERP's id of the payment, and what the invoice leaves unpaid.</summary>
public sealed record PaymentRegistered(string PaymentId, decimal Residual) : EffectResult;

/// <summary>The posted credit note: its id and number in the ERP, and its total (positive).</summary>
public sealed record OrderCredited(string CreditNoteId, string Number, decimal Total) : EffectResult;

/// <summary>The ERP's id of the delivery that brought the goods back.</summary>
public sealed record GoodsReturned(string DeliveryId) : EffectResult;

/// <summary>The channel's id of the fulfilment.</summary>
public sealed record DeliveryAnnounced(string FulfilmentId) : EffectResult;
