using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Money;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Model;

/// <summary>
/// An ERP that delivers and bills, and a channel that is told: whatever call arrives is done. Where keys are not enforced, a call that arrives twice
/// is done twice. It tells of what was written to it as if it had done it by itself.
/// </summary>
internal sealed class FollowErp(bool keyIsEnforced)
{
    private readonly List<(EffectKey Key, EffectRequest Request, EffectResult Result)> _done = [];

    /// <summary>What it says of its own accord of what was written to it.</summary>
    public List<OrderFact> Echoes { get; } = [];

    public Order? Booked => Of<BookOrder>().LastOrDefault()?.Order;

    public IReadOnlyList<OrderInvoiced> Invoices => [.. _done.Select(done => done.Result).OfType<OrderInvoiced>()];

    public decimal Invoiced => Invoices.Sum(invoice => invoice.Total);

    public decimal Registered => Of<RegisterPayment>().Sum(payment => payment.Amount);

    public decimal Credited => Of<CreditOrder>().Sum(credit => credit.Refund.Total);

    public IEnumerable<T> Of<T>()
        where T : EffectRequest => _done.Select(done => done.Request).OfType<T>();

    public EffectResult Run(Effect effect)
    {
        if (keyIsEnforced && _done.FirstOrDefault(done => done.Key == effect.Key) is { Result: { } before })
        {
            return before;
        }

        var result = Do(effect.Request);
        _done.Add((effect.Key, effect.Request, result));
        return result;
    }

    public EffectOutcome LookUp(Effect effect)
        => _done.FirstOrDefault(done => done.Key == effect.Key) is { Result: { } result } ? new EffectOutcome.Done(result) : new EffectOutcome.NotFound();

    private EffectResult Do(EffectRequest request)
    {
        switch (request)
        {
            case InvoiceOrder invoice:
                return Invoice(invoice);
            case DeliverOrder { Delivery: var delivery }:
                Echo(delivery with { Id = $"WH/{delivery.Id}", Source = DeliverySource.Erp });
                return new OrderDelivered($"WH/{delivery.Id}");
            case AnnounceDelivery { Delivery: var delivery }:
                Echo(delivery with { Id = $"F/{delivery.Id}", Source = DeliverySource.Channel });
                return new DeliveryAnnounced($"F/{delivery.Id}");
            case ReturnGoods goods:
                Echo(new() { Id = $"WH/{goods.RefundId}/{_done.Count}", Source = DeliverySource.Erp, IsReturn = true, Status = DeliveryStatus.Done, Lines = goods.Lines, UpdatedAt = Some.Noon.AddHours(1) });
                return new GoodsReturned($"WH/{goods.RefundId}/{_done.Count}");
            default:
                return Some.Done(request).Result;
        }
    }

    private void Echo(Delivery delivery) => Echoes.Add(new OrderFact.DeliveryFact(delivery));

    // What the order's lines come to up to these quantities, less what was invoiced before; shipping with the first.
    private OrderInvoiced Invoice(InvoiceOrder invoice)
    {
        var lines = Booked!.Lines.Sum(line =>
        {
            var quantity = OrderLedger.Quantity(Invoices.SelectMany(before => before.Lines).Concat(invoice.Lines), line.Id);
            return quantity == 0 || line.Quantity == 0 ? 0 : Currency.Round(OrderStory.Net(line) * quantity / line.Quantity, "EUR");
        });
        var total = lines + Booked.ShippingLines.Sum(line => line.Price) - Invoiced;
        return new($"INV{Invoices.Count + 1}", "INV", total, invoice.Lines);
    }
}
