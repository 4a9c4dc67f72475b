using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>
/// The goods and the money of an order, as far as they are known: facts that were told, and effects that are confirmed. Derived each time,
/// never stored, so it cannot contradict them. Amounts are in the order's currency.
/// </summary>
public sealed class OrderLedger
{
    private readonly OrderState _state;
    private readonly OrderFacts _facts;
    private readonly List<Effect> _done;
    private readonly List<Delivery> _leaving;

    private OrderLedger(OrderState state, OrderPolicy? policy)
    {
        _state = state;
        _facts = state.Facts ?? OrderFacts.None;
        _done = [.. state.Effects.Where(effect => effect.Status is EffectStatus.Confirmed)];
        Invoices = [.. _done.Select(effect => effect.Result).OfType<OrderInvoiced>()];
        Registered = [.. _done.Select(effect => effect.Request).OfType<RegisterPayment>()];
        Credits = [.. _done.Where(effect => effect.Result is OrderCredited).Select(effect => ((CreditOrder)effect.Request, ((OrderCredited)effect.Result!).Total))];
        Written = [.. _done.Select(effect => effect.Request).OfType<DeliverOrder>().Select(request => request.Delivery)];
        Announced = [.. _done.Select(effect => effect.Request).OfType<AnnounceDelivery>().Select(request => request.Delivery)];
        Fulfilments = [.. _done.Select(effect => effect.Result).OfType<DeliveryAnnounced>().Select(result => result.FulfilmentId)];
        Refunds = [.. _facts.Refunds.Where(refund => refund.Status is PaymentStatus.Succeeded)];
        ErpDeliveries = [.. Of(DeliverySource.Erp).Where(delivery => !IsOurs(delivery.Id, (OrderDelivered result) => result.DeliveryId) && !IsOurs(delivery.Id, (GoodsReturned result) => result.DeliveryId))];
        ChannelDeliveries = [.. Of(DeliverySource.Channel).Where(delivery => !delivery.IsReturn && !IsOurs(delivery.Id, (DeliveryAnnounced result) => result.FulfilmentId))];
        // What the channel says while we announce to it may be what we announce.
        var isMaster = policy is { Terms.DeliveryMaster: DeliveryMaster.Channel } && policy.Offers(OrderSteps.Deliver) && state.CurrentAtChannel is null;
        _leaving = isMaster ? [.. ChannelDeliveries.Where(delivery => Written.All(written => written.Id != delivery.Id))] : [];
        var accounts = state.Order.Lines.Select(line => line.Id).Distinct(StringComparer.Ordinal).Select(Account).ToList();
        Lines = accounts;
        Claims = WithCancelled(Unsplit(), accounts);
    }

    /// <param name="policy">Says whether the channel's word on deliveries counts before it is written to the ERP; null where it does not matter.</param>
    public static OrderLedger Of(OrderState state, OrderPolicy? policy = null) => new(state, policy);

    public IReadOnlyList<LineAccount> Lines { get; }

    /// <summary>Posted invoices, oldest first.</summary>
    public IReadOnlyList<OrderInvoiced> Invoices { get; }

    /// <summary>Parts of payments that invoices took.</summary>
    public IReadOnlyList<RegisterPayment> Registered { get; }

    /// <summary>Posted credit notes, with their totals (positive).</summary>
    public IReadOnlyList<(CreditOrder Request, decimal Total)> Credits { get; }

    /// <summary>Refunds that were paid out.</summary>
    public IReadOnlyList<Refund> Refunds { get; }

    /// <summary>What the ERP itself says left or came back; without what it says because we wrote it.</summary>
    public IReadOnlyList<Delivery> ErpDeliveries { get; }

    /// <summary>What the channel itself says left; without what it says because we announced it.</summary>
    public IReadOnlyList<Delivery> ChannelDeliveries { get; }

    /// <summary>Deliveries of the channel that are written to the ERP.</summary>
    public IReadOnlyList<Delivery> Written { get; }

    /// <summary>Deliveries of the ERP that the channel was told of.</summary>
    public IReadOnlyList<Delivery> Announced { get; }

    /// <summary>What the channel calls the deliveries that it was told of.</summary>
    public IReadOnlyList<string> Fulfilments { get; }

    internal IReadOnlyList<RefundClaim> Claims { get; }

    public IReadOnlyList<Payment> Captures => [.. _facts.Payments.Where(payment => payment is { Kind: PaymentKind.Capture, Status: PaymentStatus.Succeeded } && IsComparable(payment.Currency))];

    public decimal Captured => Captures.Sum(payment => payment.Amount);

    /// <summary>Reserved on the buyer's account, or captured. A void takes back the authorisation of its own id, or the one that it names.</summary>
    public decimal Authorised => Captured + _facts.Payments.Where(IsStanding).Sum(Uncaptured);

    public decimal Refunded => Refunds.Where(refund => IsComparable(refund.Currency)).Sum(refund => refund.Total);

    public decimal Invoiced => Invoices.Sum(invoice => invoice.Total);

    public decimal Credited => Credits.Sum(credit => credit.Total);

    public bool HasPayments => _facts.Payments.Count > 0;

    /// <summary>Something left the house.</summary>
    public bool IsShipped => Lines.Any(line => line.Delivered > 0);

    /// <summary>All that left came back, and nothing is left to leave. What came back before the ERP knew that it had left needs no return there.</summary>
    public bool IsAllBack => Lines.All(line => line.Returned >= line.Delivered && line.Open <= Math.Min(line.Leaving, line.RefundedReturns));

    /// <summary>What was refunded before it left, by line; empty for most orders.</summary>
    internal IReadOnlyList<CancelledLine> Cancelled =>
    [
        .. Claims.Where(claim => claim.Cancelled > 0)
            .GroupBy(claim => claim.LineId, StringComparer.Ordinal)
            .Select(claims => new CancelledLine(claims.Key, claims.Sum(claim => claim.Cancelled), claims.Sum(claim => claim.Amount - claim.AmountOf(claim.Quantity - claim.Cancelled)))),
    ];

    internal decimal CreditedOf(string invoice) => Credits.Where(credit => credit.Request.InvoiceId == invoice).Sum(credit => credit.Total);

    /// <summary>How much of one line is in some parts of lines.</summary>
    public static decimal Quantity(IEnumerable<LineQuantity> lines, string line) => lines.Where(each => each.LineId == line).Sum(each => each.Quantity);

    private IEnumerable<Delivery> Of(DeliverySource source)
        => _facts.Deliveries.Where(delivery => delivery.Source == source && delivery.Status is DeliveryStatus.Done).OrderBy(delivery => delivery.UpdatedAt).ThenBy(delivery => delivery.Id, StringComparer.Ordinal);

    private bool IsOurs<T>(string id, Func<T, string> made)
        where T : EffectResult => _done.Any(effect => effect.Result is T result && made(result) == id);

    private bool IsComparable(string currency) => currency == _state.Order.Currency;

    private bool IsStanding(Payment payment) => payment is { Kind: PaymentKind.Authorization, Status: PaymentStatus.Succeeded } && IsComparable(payment.Currency)
        && !_facts.Payments.Any(other => other is { Kind: PaymentKind.Void, Status: PaymentStatus.Succeeded } && IsOf(other, payment));

    private decimal Uncaptured(Payment authorisation) => Math.Max(0, authorisation.Amount - Captures.Where(capture => IsOf(capture, authorisation)).Sum(capture => capture.Amount));

    private static bool IsOf(Payment payment, Payment authorisation) => payment.Id == authorisation.Id || payment.ParentId == authorisation.Id;

    private LineAccount Account(string id)
    {
        var ordered = _state.Order.Lines.Where(line => line.Id == id).ToList();
        var credited = Credits.SelectMany(credit => credit.Request.Refund.Lines).Where(line => line.LineId == id).ToList();
        var refunded = Refunds.SelectMany(refund => refund.Lines).Where(line => line.LineId == id).ToList();
        var returned = _done.Select(effect => effect.Request).OfType<ReturnGoods>().SelectMany(request => request.Lines);
        return new()
        {
            LineId = id,
            Ordered = ordered.Sum(line => line.Quantity),
            IsGoods = ordered.Any(line => line.Sku is { Length: > 0 }),
            Delivered = Quantity(ErpDeliveries.Where(delivery => !delivery.IsReturn).Concat(Written).SelectMany(delivery => delivery.Lines), id),
            Leaving = Quantity(_leaving.SelectMany(delivery => delivery.Lines), id),
            Returned = Quantity(ErpDeliveries.Where(delivery => delivery.IsReturn).SelectMany(delivery => delivery.Lines).Concat(returned), id),
            Invoiced = Quantity(Invoices.SelectMany(invoice => invoice.Lines), id),
            Credited = credited.Sum(line => line.Quantity),
            CreditedReturns = credited.Where(line => line.Restock is Restock.Return).Sum(line => line.Quantity),
            Refunded = refunded.Sum(line => line.Quantity),
            RefundedReturns = refunded.Where(line => line.Restock is Restock.Return).Sum(line => line.Quantity),
        };
    }

    private IEnumerable<RefundClaim> Unsplit()
        => from refund in Refunds
           from lines in refund.Lines.GroupBy(line => (line.LineId, line.Restock))
           let credited = Credits.Where(credit => credit.Request.Refund.Id == refund.Id)
               .SelectMany(credit => credit.Request.Refund.Lines).Where(line => (line.LineId, line.Restock) == lines.Key).ToList()
           select new RefundClaim(refund, lines.Key.LineId, lines.Key.Restock, lines.Sum(line => line.Quantity), lines.Sum(line => line.Amount))
           {
               CreditedQuantity = credited.Sum(line => line.Quantity),
               CreditedAmount = credited.Sum(line => line.Amount),
           };

    // What a refund itself calls cancelled is it first, then what nothing was said of; what was credited left.
    private static List<RefundClaim> WithCancelled(IEnumerable<RefundClaim> claims, IReadOnlyList<LineAccount> accounts)
    {
        var left = accounts.ToDictionary(account => account.LineId, account => account.Cancelled, StringComparer.Ordinal);
        List<RefundClaim> split = [];
        foreach (var claim in claims.OrderBy(claim => claim.Restock switch { Restock.Cancel => 0, Restock.None => 1, _ => 2 }).ThenBy(claim => claim.Refund.Id, StringComparer.Ordinal))
        {
            var cancelled = Math.Clamp(left.GetValueOrDefault(claim.LineId), 0, Math.Max(0, claim.Uncredited));
            left[claim.LineId] = left.GetValueOrDefault(claim.LineId) - cancelled;
            split.Add(claim with { Cancelled = cancelled });
        }

        return split;
    }
}
