using System.Text.Json.Serialization;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Orders;

/// <summary>All that is known of one order: the channel's newest word, what the ERP has of it, and the effects between the two.</summary>
public sealed record OrderState
{
    public required DocumentKey Key { get; init; }
    public required Order Order { get; init; }

    /// <summary>The event that <see cref="Order"/> came from; ties of <c>updated_at</c> go to the later arrival.</summary>
    public required EventId LastEvent { get; init; }

    public OrderStatus Status { get; init; } = OrderStatus.Received;
    public OrderHold? Hold { get; init; }

    /// <summary>The ERP connection, pinned with the first effect.</summary>
    public ConnectionId? Erp { get; init; }

    /// <summary>The customer as the ERP knows it, and the request that this answered.</summary>
    public CustomerEnsured? Customer { get; init; }

    public EnsureCustomer? CustomerRequest { get; init; }

    /// <summary>The draft as the ERP has it, and the order as it was written there.</summary>
    public OrderBooked? Booked { get; init; }

    public Order? BookedOrder { get; init; }
    public bool IsConfirmedInErp { get; init; }
    public bool IsCancelledInErp { get; init; }

    /// <summary>A person allowed the change of a confirmed order; holds for the order's present content only.</summary>
    public bool AmendAllowed { get; init; }

    /// <summary>A person wants the order written once more, so that the ERP computes its total again; holds for the present content only.</summary>
    public bool BookAgain { get; init; }

    /// <summary>The last time that something came of it; the stall deadline counts from here.</summary>
    public required DateTimeOffset ProgressAt { get; init; }

    public string? DiscardReason { get; init; }

    /// <summary>The last replay that changed it, so that one that goes on after a kill does nothing twice; null where none did.</summary>
    public Guid? Replay { get; init; }

    /// <summary>Row version of the document, from 1; 0 before it is stored.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>Its effects, oldest first. Stored as rows of their own.</summary>
    [JsonIgnore]
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>The one effect that is not settled, or that waits held or dead; null when none does. A document has at most one.</summary>
    [JsonIgnore]
    public Effect? Current => Effects.LastOrDefault(effect => effect.IsOpen || effect.Status is EffectStatus.Held or EffectStatus.Dead);

    /// <summary>Nothing is left to do, for the platform or for a person.</summary>
    [JsonIgnore]
    public bool IsFinished => Hold is null && Current is null && Status is OrderStatus.Confirmed or OrderStatus.Cancelled or OrderStatus.Discarded;
}
