using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Tests.Kit;

/// <summary>One builder for the values that tests start from: small, valid, and the same everywhere.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan SettleDelay = TimeSpan.FromSeconds(130);
    public static readonly DocumentKey Key = new(new("acme"), new("shop"), "1001");

    /// <summary>A valid order of <paramref name="quantity"/> mugs, last changed <paramref name="minute"/> minutes after noon.</summary>
    public static Order Order(int minute = 0, int quantity = 2, bool cancelled = false, Customer? customer = null, Address? shipTo = null) => new()
    {
        Id = "1001",
        Number = "#1001",
        PlacedAt = Noon,
        UpdatedAt = Noon.AddMinutes(minute),
        CancelledAt = cancelled ? Noon.AddMinutes(minute) : null,
        CancelReason = cancelled ? "customer" : null,
        Currency = "EUR",
        PricesIncludeTax = true,
        Customer = customer ?? new() { Id = "77", Name = "Ada Byron", Email = "ada@example.com" },
        ShipTo = shipTo,
        Lines = [new() { Id = "1", Sku = "MUG", Title = "Mug", Quantity = quantity, UnitPrice = 11.90m, Taxes = [new("VAT", 0.19m, 1.90m * quantity)] }],
        Total = 11.90m * quantity,
        TaxTotal = 1.90m * quantity,
    };

    /// <summary>The same order with a total that its lines do not sum to.</summary>
    public static Order Invalid(int minute = 0) => Order(minute) with { Total = 1m };

    public static OrderPolicy Policy(Grade grade = Grade.Guaranteed, bool amendConfirmed = false, int attemptsMax = 8) => new()
    {
        Erp = new("odoo"),
        ErpConfigVersion = 3,
        Operations = new[] { OrderSteps.Customer, OrderSteps.Book, OrderSteps.Confirm, OrderSteps.Cancel }
            .ToDictionary(OrderSteps.Operation, _ => new OperationPolicy { Grade = grade, SettleDelay = SettleDelay }),
        AmendConfirmed = amendConfirmed,
        Retry = new() { AttemptsMax = attemptsMax },
    };

    /// <summary>An ERP that delivers and bills, and a channel that is told of deliveries.</summary>
    public static OrderPolicy Following(Grade grade = Grade.Guaranteed, OrderTerms? terms = null, bool amendConfirmed = false) => Policy(grade, amendConfirmed) with
    {
        Operations = OrderSteps.All.Where(step => !OrderSteps.IsAtChannel(step)).ToDictionary(OrderSteps.Operation, _ => new OperationPolicy { Grade = grade, SettleDelay = SettleDelay }),
        ChannelOperations = new Dictionary<string, OperationPolicy> { [OrderSteps.Operation(OrderSteps.Announce)] = new() { Grade = grade, SettleDelay = SettleDelay } },
        ChannelConfigVersion = 5,
        Terms = terms ?? OrderTerms.Default,
    };

    public static EffectOutcome.Failed Failed(FailureClass failure, string code = "refused", TimeSpan? retryAfter = null)
        => new(new Failure(failure, code, $"The ERP answered {code}.", retryAfter));

    /// <summary>What an ERP answers that did what it was asked to.</summary>
    public static EffectOutcome.Done Done(EffectRequest request, decimal? total = null) => new(request switch
    {
        EnsureCustomer => new CustomerEnsured("7", "7", "8"),
        BookOrder book => new OrderBooked("42", "S00042", total ?? book.Order.Total),
        ConfirmOrder confirm => new OrderConfirmed(confirm.ErpId),
        CancelOrder cancel => new OrderCancelled(cancel.ErpId),
        DeliverOrder deliver => new OrderDelivered($"out of {deliver.Delivery.Id}"),
        InvoiceOrder invoice => new OrderInvoiced(string.Join(" ", invoice.Lines.Select(line => $"inv {line.LineId}×{line.Quantity:0.##}")), "INV", total ?? 11.90m * invoice.Lines.Sum(line => line.Quantity), invoice.Lines),
        RegisterPayment payment => new PaymentRegistered($"{payment.Payment.Id} on {payment.InvoiceId}", 0),
        CreditOrder credit => new OrderCredited($"credit of {credit.Refund.Id} on {credit.InvoiceId}", "RINV", credit.Refund.Total),
        ReturnGoods goods => new GoodsReturned($"in of {goods.RefundId}"),
        AnnounceDelivery announce => new DeliveryAnnounced($"told of {announce.Delivery.Id}"),
        _ => throw new InvalidOperationException($"{request} is no request of an order."),
    });
}
