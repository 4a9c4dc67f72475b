using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Policies;

/// <summary>Everything that the order saga may not decide by itself: settings of the tenant and what the ERP connection declares.</summary>
public sealed record OrderPolicy
{
    /// <summary>The ERP connection that new orders of the channel are booked in.</summary>
    public required ConnectionId Erp { get; init; }

    /// <summary>The configuration version of that connection.</summary>
    public required long ErpConfigVersion { get; init; }

    /// <summary>Operations of the ERP connection by name.</summary>
    public required IReadOnlyDictionary<string, OperationPolicy> Operations { get; init; }

    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <summary>How far the ERP's total may differ from the channel's, in the order's currency. Default 0.01.</summary>
    public decimal TotalTolerance { get; init; } = 0.01m;

    /// <summary>Whether an update changes an order that the ERP has confirmed. Default no: it holds, with the differences.</summary>
    public bool AmendConfirmed { get; init; }

    /// <summary>An unfinished order that made no progress for so long counts as stalled. Default 15 min.</summary>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A held order should be dealt with by its owner within this time. Default 24 h.</summary>
    public TimeSpan HoldDeadline { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Operations of the channel's connection by name. Default none: it is told nothing.</summary>
    public IReadOnlyDictionary<string, OperationPolicy> ChannelOperations { get; init; } = new Dictionary<string, OperationPolicy>();

    /// <summary>The configuration version of the channel's connection.</summary>
    public long ChannelConfigVersion { get; init; }

    /// <summary>When it is released, delivered and invoiced.</summary>
    public OrderTerms Terms { get; init; } = OrderTerms.Default;

    /// <summary>
    /// Of orders that were placed until then, more may have been done than the store knows: it was restored from a backup at that instant, or keeps
    /// orders no longer than since then. What is planned for them is looked up first. Default: there is no such time.
    /// </summary>
    public DateTimeOffset? KnownSince { get; init; }

    /// <summary>Whom policy names as the owners of failures. Default nobody: the class decides.</summary>
    public OwnerRules Owners { get; init; } = OwnerRules.None;

    /// <summary>Whether orders take of the stock here until the ERP does: the tenant's ERP is asked for stock. Default no.</summary>
    public bool Reserves { get; init; }

    /// <summary>Whether orders go on after their confirmation: the ERP offers deliveries or invoices. Without, they end there.</summary>
    public bool Follows => Offers(OrderSteps.Invoice) || Offers(OrderSteps.Deliver);

    /// <summary>Whether the ERP connection offers a step of an order.</summary>
    public bool Offers(string step) => Operations.ContainsKey(OrderSteps.Operation(step));

    /// <summary>Whether the channel's connection offers a step of an order.</summary>
    public bool OffersAtChannel(string step) => ChannelOperations.ContainsKey(OrderSteps.Operation(step));

    /// <summary>The operation as its connection declares it. One that is not offered any more can still be settled, with the most care.</summary>
    public OperationPolicy Operation(string name) => Operations.GetValueOrDefault(name) ?? ChannelOperations.GetValueOrDefault(name) ?? NotOffered;

    private static OperationPolicy NotOffered { get; } = new() { Grade = Grade.DetectedAndRepaired };
}
