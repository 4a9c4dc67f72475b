using OdooGrains.Domain.Money;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Model;

/// <summary>
/// All that will ever be known of one order that comes to a good end: paid in full, each piece delivered or cancelled, some of it refunded, with
/// or without coming back. What is told of it comes in any order; some of it in words that newer ones replace.
/// </summary>
internal sealed class OrderStory
{
    private readonly List<OrderFact> _facts = [];
    private readonly Choices _choices;

    public OrderStory(Choices choices)
    {
        _choices = choices;
        Terms = new() { ReleaseOn = choices.Of(ReleaseOn.None, ReleaseOn.Authorised, ReleaseOn.Captured), DeliveryMaster = choices.Of(DeliveryMaster.Erp, DeliveryMaster.Channel) };
        var hasDiscount = choices.Next(3) == 0;
        List<OrderLine> lines = [.. Enumerable.Range(1, 1 + choices.Next(2)).Select(id => new OrderLine
        {
            Id = $"{id}",
            Sku = $"MUG{id}",
            Title = "Mug",
            Quantity = 1 + choices.Next(3),
            UnitPrice = choices.Of(11.90m, 9.99m, 0.35m),
            Discount = hasDiscount ? 0.10m : 0,
        })];
        var shipping = choices.Of(0m, 4.90m);
        Order = Some.Order(10) with
        {
            Lines = lines,
            ShippingLines = shipping == 0 ? [] : [new() { Id = "s", Title = "Parcel", Price = shipping }],
            Total = lines.Sum(Net) + shipping,
            TaxTotal = 0,
        };
        List<LineFate> fates = [.. lines.Select(line => Fate(line, mayComeBackUnasked: !hasDiscount))];
        // Where all of it comes back before it is invoiced, nothing is left to bill a kept shipping charge with: that waits for a person.
        Fates = fates.Any(fate => fate.Delivered > fate.Back) ? fates : [.. fates.Select(fate => fate with { IsBackUnasked = false })];
        Pay();
        Deliver();
        Refund(shipping);
    }

    public Order Order { get; }

    public OrderTerms Terms { get; }

    /// <summary>What becomes of the pieces of each line.</summary>
    public IReadOnlyList<LineFate> Fates { get; }

    public IReadOnlyList<OrderFact> Facts => _facts;

    public decimal Refunded => _facts.OfType<OrderFact.RefundFact>().Where(fact => fact.Refund.Status is PaymentStatus.Succeeded).Sum(fact => fact.Refund.Total);

    public static decimal Net(OrderLine line) => (line.UnitPrice * line.Quantity) - line.Discount;

    private LineFate Fate(OrderLine line, bool mayComeBackUnasked)
    {
        var delivered = _choices.Next(4) == 3 ? _choices.Next((int)line.Quantity + 1) : (int)line.Quantity;
        var back = _choices.Next(3) == 2 ? _choices.Next(delivered + 1) : 0;
        var kept = _choices.Next(4) == 3 ? _choices.Next(delivered - back + 1) : 0;
        return new(line, delivered, back, kept, IsBackUnasked: mayComeBackUnasked && _choices.Next(3) == 2);
    }

    private void Pay()
    {
        Add(new Payment { Id = "pi_1", Kind = PaymentKind.Authorization, Status = PaymentStatus.Succeeded, Amount = Order.Total, Currency = "EUR", UpdatedAt = At(11) });
        var first = _choices.Next(3) == 2 ? Currency.Round(Order.Total / 3, "EUR") : Order.Total;
        Capture("pi_1", first, 12);
        if (first < Order.Total)
        {
            Capture("pi_2", Order.Total - first, 13);
        }

        if (_choices.Next(4) == 3)
        {
            Add(Dispute(PaymentStatus.Pending, 14));
            Add(Dispute(PaymentStatus.Failed, 15));
        }
    }

    private void Capture(string id, decimal amount, int minute)
    {
        var payment = new Payment { Id = id, Kind = PaymentKind.Capture, Status = PaymentStatus.Succeeded, Amount = amount, Currency = "EUR", ParentId = "pi_1", UpdatedAt = At(minute) };
        Add(payment);
        switch (_choices.Next(4))
        {
            case 1: Add(payment with { Status = PaymentStatus.Failed, UpdatedAt = At(minute - 1) }); break;
            case 2: Add(payment with { Status = PaymentStatus.Failed }); break;
            case 3: Add(payment with { Status = PaymentStatus.Pending, Amount = 1, UpdatedAt = At(minute - 2) }); break;
            default: break;
        }
    }

    private static Payment Dispute(PaymentStatus status, int minute)
        => new() { Id = "dp_1", Kind = PaymentKind.Dispute, Status = status, Amount = 1, Currency = "EUR", UpdatedAt = At(minute) };

    // In one or two parcels.
    private void Deliver()
    {
        var isSplit = _choices.Next(2) == 1;
        List<LineQuantity> first = [.. Fates.Select(fate => new LineQuantity(fate.Line.Id, isSplit ? fate.Delivered / 2 : fate.Delivered)).Where(line => line.Quantity > 0)];
        List<LineQuantity> rest = [.. Fates.Select(fate => new LineQuantity(fate.Line.Id, fate.Delivered - OrderLedger.Quantity(first, fate.Line.Id))).Where(line => line.Quantity > 0)];
        AddGoods("OUT1", first, 20, isReturn: false);
        AddGoods("OUT2", rest, 21, isReturn: false);
        AddGoods("IN1", [.. Fates.Where(fate => fate is { IsBackUnasked: true, Back: > 0 }).Select(fate => new LineQuantity(fate.Line.Id, fate.Back))], 40, isReturn: true);
    }

    private void AddGoods(string id, List<LineQuantity> lines, int minute, bool isReturn)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var source = isReturn || Terms.DeliveryMaster is DeliveryMaster.Erp ? DeliverySource.Erp : DeliverySource.Channel;
        var delivery = new Delivery { Id = id, Source = source, IsReturn = isReturn, Status = DeliveryStatus.Done, Lines = lines, UpdatedAt = At(minute) };
        _facts.Add(new OrderFact.DeliveryFact(delivery));
        if (_choices.Next(3) == 2)
        {
            _facts.Add(new OrderFact.DeliveryFact(delivery with { Status = DeliveryStatus.Open, UpdatedAt = At(minute - 1) }));
        }
    }

    private void Refund(decimal shipping)
    {
        var nothingLeft = Fates.All(fate => fate.Delivered == 0);
        Add("r1", [.. Fates.Select(fate => Line(fate.Line, 0, fate.Cancelled, _choices.Of(Restock.Cancel, Restock.None)))], nothingLeft ? shipping : 0, 0, 30);
        var goodwill = Fates.Any(fate => fate.Delivered > fate.Back + fate.Kept) && _choices.Next(3) == 2 ? 0.05m : 0;
        Add("r2", [.. Fates.Select(fate => Line(fate.Line, fate.Cancelled, fate.Back, Restock.Return)), .. Fates.Select(fate => Line(fate.Line, fate.Cancelled + fate.Back, fate.Kept, Restock.None))], 0, goodwill, 31);
    }

    // Parts of a line's amount that follow each other sum to it.
    private static RefundLine Line(OrderLine line, int before, int quantity, Restock restock)
        => new(line.Id, quantity, Part(line, before + quantity) - Part(line, before), restock);

    private static decimal Part(OrderLine line, int quantity) => Currency.Round(Net(line) * quantity / line.Quantity, "EUR");

    private void Add(string id, IReadOnlyList<RefundLine> lines, decimal shipping, decimal adjustment, int minute)
    {
        lines = [.. lines.Where(line => line.Quantity > 0)];
        var total = lines.Sum(line => line.Amount) + shipping + adjustment;
        if (total == 0)
        {
            return;
        }

        var refund = new Refund { Id = id, Lines = lines, Shipping = shipping, Adjustment = adjustment, Total = total, Currency = "EUR", Status = PaymentStatus.Succeeded, UpdatedAt = At(minute) };
        _facts.Add(new OrderFact.RefundFact(refund));
        if (_choices.Next(3) == 2)
        {
            _facts.Add(new OrderFact.RefundFact(refund with { Status = PaymentStatus.Pending, UpdatedAt = At(minute - 1) }));
        }
    }

    private void Add(Payment payment) => _facts.Add(new OrderFact.PaymentFact(payment));

    private static DateTimeOffset At(int minute) => Some.Noon.AddMinutes(minute);
}

/// <summary>What becomes of the pieces of a line.</summary>
/// <param name="Delivered">They leave; the others are cancelled.</param>
/// <param name="Back">Of them, refunded and back in stock.</param>
/// <param name="Kept">Of them, refunded and left with the buyer.</param>
/// <param name="IsBackUnasked">The warehouse takes them back by itself.</param>
internal sealed record LineFate(OrderLine Line, int Delivered, int Back, int Kept, bool IsBackUnasked)
{
    public int Cancelled => (int)Line.Quantity - Delivered;
}
