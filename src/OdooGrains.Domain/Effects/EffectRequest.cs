using System.Text.Json.Serialization;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Effects;

/// <summary>What an effect asks of the target, in the platform's own words; a connector translates it. Never changes once sent.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$do")]
[JsonDerivedType(typeof(EnsureCustomer), "customer")]
[JsonDerivedType(typeof(BookOrder), "book")]
[JsonDerivedType(typeof(ConfirmOrder), "confirm")]
[JsonDerivedType(typeof(CancelOrder), "cancel")]
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

    /// <summary>Write also when the ERP order is confirmed already: by policy, or because a person said so.</summary>
    public bool Amend { get; init; }
}

/// <summary>Confirm the booked order and verify that it is confirmed.</summary>
public sealed record ConfirmOrder(string ErpId) : EffectRequest;

/// <summary>Cancel the booked or confirmed order and verify that it is cancelled.</summary>
public sealed record CancelOrder(string ErpId) : EffectRequest;
