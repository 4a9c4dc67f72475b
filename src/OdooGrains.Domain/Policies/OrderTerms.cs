using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Policies;

/// <summary>A tenant's rules for the way of an order to cash.</summary>
public sealed record OrderTerms
{
    /// <summary>The most names on <see cref="BlockedCustomers"/>.</summary>
    public const int BlockedCustomersMax = 1_000;

    public static OrderTerms Default { get; } = new();

    /// <summary>What money must be known before the ERP is asked to confirm. Default none.</summary>
    public ReleaseOn ReleaseOn { get; init; }

    /// <summary>Customers whose orders are not confirmed, by email or by the channel's id, whatever their case. Default nobody.</summary>
    public IReadOnlyList<string> BlockedCustomers { get; init; } = [];

    /// <summary>Which side says what left the house; the other is told. Default the ERP.</summary>
    public DeliveryMaster DeliveryMaster { get; init; }

    /// <summary>When the ERP is asked for an invoice. Default when goods were delivered.</summary>
    public InvoiceWhen InvoiceWhen { get; init; }

    /// <summary>An order of which something was told should be stated by its channel within this time. Default 1 h.</summary>
    public TimeSpan OrderWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A payment, or the refund of a cancelled order, should come in within this time of the last progress. Default 3 days.</summary>
    public TimeSpan PaymentWithin { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Goods should leave within this time of the last progress. Default 7 days.</summary>
    public TimeSpan DeliverWithin { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long an order may wait for something of the outside, counted from the last progress.</summary>
    public TimeSpan Within(OrderWait wait) => wait switch
    {
        OrderWait.Order => OrderWithin,
        OrderWait.Delivery => DeliverWithin,
        _ => PaymentWithin,
    };
}
