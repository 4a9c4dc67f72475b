using System.Text.Json.Serialization;

namespace OdooGrains.Domain.Effects;

/// <summary>What the target answered to an effect that is done.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$done")]
[JsonDerivedType(typeof(CustomerEnsured), "customer")]
[JsonDerivedType(typeof(OrderBooked), "booked")]
[JsonDerivedType(typeof(OrderConfirmed), "confirmed")]
[JsonDerivedType(typeof(OrderCancelled), "cancelled")]
public abstract record EffectResult;

/// <summary>The ERP's ids of the customer and of its invoice and delivery addresses (equal to the customer's where it has none).</summary>
public sealed record CustomerEnsured(string CustomerId, string InvoiceAddressId, string DeliveryAddressId) : EffectResult;

/// <summary>The ERP's id and number of the draft, and the total that it computed itself.</summary>
public sealed record OrderBooked(string ErpId, string ErpNumber, decimal Total) : EffectResult;

public sealed record OrderConfirmed(string ErpId) : EffectResult;

public sealed record OrderCancelled(string ErpId) : EffectResult;
