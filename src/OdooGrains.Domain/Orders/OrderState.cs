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

    /// <summary>What else was told of it: payments, refunds, deliveries. Null where nothing was, as of most orders until they are confirmed.</summary>
    public OrderFacts? Facts { get; init; }

    /// <summary>The event that <see cref="Order"/> came from; ties of <c>updated_at</c> go to the later arrival.</summary>
    public required EventId LastEvent { get; init; }

    public OrderStatus Status { get; init; } = OrderStatus.Received;
    public OrderHold? Hold { get; init; }

    /// <summary>What it waits for from outside; null where it waits for nothing, or only for the platform.</summary>
    public OrderWait? Awaits { get; init; }

    /// <summary>The ERP connection, pinned with the first effect.</summary>
    public ConnectionId? Erp { get; init; }

    /// <summary>The customer as the ERP knows it, and the request that this answered.</summary>
    public CustomerEnsured? Customer { get; init; }

    public EnsureCustomer? CustomerRequest { get; init; }

    /// <summary>The draft as the ERP has it, and the order as it was written there.</summary>
    public OrderBooked? Booked { get; init; }

    public Order? BookedOrder { get; init; }

    /// <summary>The refunded lines that <see cref="BookedOrder"/> is without; null where there were none.</summary>
    public IReadOnlyList<CancelledLine>? BookedWithout { get; init; }

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

    /// <summary>The one effect at the ERP that is not settled, or that waits held or dead; null when none does. There is at most one.</summary>
    [JsonIgnore]
    public Effect? Current => Effects.LastOrDefault(effect => IsUnsettled(effect) && !OrderSteps.IsAtChannel(effect.Key.Step));

    /// <summary>The same at the channel.</summary>
    [JsonIgnore]
    public Effect? CurrentAtChannel => Effects.LastOrDefault(effect => IsUnsettled(effect) && OrderSteps.IsAtChannel(effect.Key.Step));

    /// <summary>Both, the ERP's first.</summary>
    [JsonIgnore]
    public IEnumerable<Effect> Unsettled => new[] { Current, CurrentAtChannel }.OfType<Effect>();

    /// <summary>The effect that waits for a person; the ERP's first.</summary>
    [JsonIgnore]
    public Effect? Stuck => Unsettled.FirstOrDefault(effect => !effect.IsOpen);

    /// <summary>The channel has stated the order itself. Before, only <see cref="Facts"/> are known.</summary>
    [JsonIgnore]
    public bool IsStated => Order.UpdatedAt != DateTimeOffset.MinValue;

    /// <summary>Nothing is left to do, for the platform, for a person or for the outside.</summary>
    [JsonIgnore]
    public bool IsFinished => Hold is null && Awaits is null && !Unsettled.Any() && Status is OrderStatus.Confirmed or OrderStatus.Completed or OrderStatus.Cancelled or OrderStatus.Discarded;

    private static bool IsUnsettled(Effect effect) => effect.IsOpen || effect.Status is EffectStatus.Held or EffectStatus.Dead;
}
