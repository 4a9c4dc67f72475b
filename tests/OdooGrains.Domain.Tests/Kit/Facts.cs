using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Tests.Kit;

/// <summary>Facts of the order of <see cref="Some.Order"/>: two mugs at 11.90, tax included.</summary>
internal static class Facts
{
    public const decimal Mug = 11.90m;

    public static OrderFact Captured(decimal amount = 2 * Mug, int minute = 20, string id = "pi_1", PaymentStatus status = PaymentStatus.Succeeded, string currency = "EUR")
        => Paid(PaymentKind.Capture, amount, minute, id, status, currency);

    public static OrderFact Authorised(decimal amount = 2 * Mug, int minute = 19, string id = "pi_1", PaymentStatus status = PaymentStatus.Succeeded)
        => Paid(PaymentKind.Authorization, amount, minute, id, status, "EUR");

    public static OrderFact Disputed(int minute = 40, PaymentStatus status = PaymentStatus.Pending) => Paid(PaymentKind.Dispute, 2 * Mug, minute, "dp_1", status, "EUR");

    public static OrderFact Voided(int minute = 25, string id = "pi_1") => Paid(PaymentKind.Void, 2 * Mug, minute, id, PaymentStatus.Succeeded, "EUR");

    public static OrderFact Left(int mugs = 2, int minute = 21, string id = "OUT1", DeliverySource source = DeliverySource.Erp, string? tracking = "TRACK1")
        => Goods(mugs, minute, id, source, isReturn: false, tracking);

    public static OrderFact CameBack(int mugs = 1, int minute = 31, string id = "IN1") => Goods(mugs, minute, id, DeliverySource.Erp, isReturn: true, tracking: null);

    public static OrderFact Refunded(int mugs = 1, Restock restock = Restock.Return, int minute = 30, string id = "r1", PaymentStatus status = PaymentStatus.Succeeded, decimal extra = 0)
        => new OrderFact.RefundFact(new()
        {
            Id = id,
            Lines = mugs == 0 ? [] : [new("1", mugs, Mug * mugs, restock)],
            Adjustment = extra,
            Total = (Mug * mugs) + extra,
            Currency = "EUR",
            Status = status,
            UpdatedAt = Some.Noon.AddMinutes(minute),
        });

    private static OrderFact.PaymentFact Paid(PaymentKind kind, decimal amount, int minute, string id, PaymentStatus status, string currency)
        => new(new() { Id = id, Kind = kind, Status = status, Amount = amount, Currency = currency, UpdatedAt = Some.Noon.AddMinutes(minute) });

    private static OrderFact.DeliveryFact Goods(int mugs, int minute, string id, DeliverySource source, bool isReturn, string? tracking) => new(new()
    {
        Id = id,
        Source = source,
        IsReturn = isReturn,
        Status = DeliveryStatus.Done,
        Lines = [new("1", mugs)],
        TrackingNumbers = tracking is null ? [] : [tracking],
        UpdatedAt = Some.Noon.AddMinutes(minute),
    });
}
