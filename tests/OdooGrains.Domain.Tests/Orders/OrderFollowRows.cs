using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>How to bring an order into the states around and after its confirmation, where the ERP delivers and bills and the channel is told.</summary>
internal static class OrderFollowRows
{
    private static readonly OrderTerms Gate = new() { ReleaseOn = ReleaseOn.Captured };

    public static readonly IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Build)> All =
    [
        ("awaiting_order, awaits order", run => Follow(run).Told(Facts.Captured())),
        ("booked, awaits payment", run => Gated(run)),
        ("booked, held payment_failed", run => Gated(run).Told(Facts.Captured(minute: 15, status: PaymentStatus.Failed))),
        ("booked, held payment_disputed", run => Gated(run).Told(Facts.Disputed()).Told(Facts.Captured())),
        ("booked, held customer_blocked", run => Blocked(run)),
        ("confirmed, awaits delivery", Confirmed),
        ("confirmed, awaits delivery (paid)", Paid),
        ("confirmed · invoice 1 planned · announce 1 planned", run => Paid(run).Told(Facts.Left(1))),
        ("confirmed · payment 1 planned · announce 1 planned", run => Paid(run).Told(Facts.Left(1)).Done()),
        ("confirmed, awaits delivery (one mug left)", HalfLeft),
        ("confirmed · book 2 planned (one mug refunded before it left)", run => Paid(run).Told(Facts.Refunded(restock: Restock.Cancel))),
        ("confirmed · deliver 1 planned (the channel is master)", run => ChannelIsMaster(run)),
        ("confirmed · deliver 1 in doubt (the channel is master)", run => ChannelIsMaster(run).InDoubt()),
        ("confirmed, held no_stock · deliver 1 held (the channel is master)", run => ChannelIsMaster(run).Refused("no_stock")),
        ("delivered · invoice 1 planned · announce 1 planned", Left),
        ("delivered · invoice 1 sent · announce 1 planned", run => Left(run).Marked()),
        ("delivered · invoice 1 in doubt · announce 1 planned", run => Left(run).InDoubt()),
        ("delivered, held period_locked · invoice 1 held · announce 1 planned", run => Left(run).Refused("period_locked")),
        ("delivered, held period_locked · invoice 1 held", run => Left(run).Refused("period_locked").DoneAtChannel()),
        ("delivered · payment 1 planned · announce 1 planned", run => Left(run).Done()),
        ("delivered · announce 1 planned", run => Left(run).Done().Done()),
        ("delivered · announce 1 in doubt", run => Left(run).Done().Done().AnsweredAtChannel(new EffectOutcome.InDoubt("The connection was reset."))),
        ("delivered, held already_fulfilled · announce 1 held", run => Left(run).Done().Done().AnsweredAtChannel(Some.Failed(FailureClass.Business, "already_fulfilled"))),
        ("delivered, awaits payment", run => Confirmed(run).Told(Facts.Authorised()).Told(Facts.Left()).DoneAll()),
        ("completed", Completed),
        ("completed (paid on invoice)", run => Confirmed(run).Told(Facts.Left()).DoneAll()),
        ("delivered · credit 1 planned", Refunded),
        ("delivered · credit 1 in doubt", run => Refunded(run).InDoubt()),
        ("delivered · return 1 planned", run => Refunded(run).Done()),
        ("completed (one mug refunded and taken back)", run => Refunded(run).DoneAll()),
        ("delivered, held refund_exceeds_payment", run => Confirmed(run).Told(Facts.Left()).DoneAll().Told(Facts.Refunded())),
        ("delivered, held refund_exceeds_order", run => Completed(run).Told(Facts.Refunded(mugs: 3, extra: -Facts.Mug))),
        ("delivered, held payment_reversed", run => Completed(run).Told(Facts.Captured(minute: 50, status: PaymentStatus.Failed))),
        ("confirmed, held payment_reversed (released by it)", run => Gated(run).Told(Facts.Captured()).DoneAll().Told(Facts.Captured(minute: 50, status: PaymentStatus.Failed))),
        ("delivered, held ledger_breach (more left than ordered)", run => Completed(run).Told(Facts.Left(1, id: "OUT8", minute: 34)).DoneAll()),
        ("delivered, held refund_reversed", run => Refunded(run).DoneAll().Told(Facts.Refunded(minute: 50, status: PaymentStatus.Failed))),
        ("delivered, held payment_disputed", run => Completed(run).Told(Facts.Disputed())),
        ("delivered, held other_currency", run => Completed(run).Told(Facts.Captured(id: "pi_2", currency: "USD"))),
        ("delivered, held ledger_breach (paid twice)", run => Completed(run).Told(Facts.Captured(id: "pi_2"))),
        ("cancelling, held shipped_before_cancel", run => Completed(run).Stated(Some.Order(minute: 35, cancelled: true))),
        ("cancelling · credit 1 planned (goods had left)", run => Completed(run).Stated(Some.Order(minute: 35, cancelled: true)).Told(Facts.Refunded(mugs: 2))),
        ("cancelled (goods came back)", run => Completed(run).Stated(Some.Order(minute: 35, cancelled: true)).Told(Facts.Refunded(mugs: 2)).DoneAll()),
        ("cancelled, awaits refund", run => Paid(run).Stated(Some.Order(minute: 35, cancelled: true)).Done()),
    ];

    private static OrderRun Follow(OrderRun run, OrderTerms? terms = null) => run.Under(Some.Following(terms: terms));

    private static OrderRun Gated(OrderRun run) => Follow(run, Gate).Stated(Some.Order(minute: 10)).Done().Done();

    private static OrderRun Blocked(OrderRun run) => Follow(run, new() { BlockedCustomers = ["ADA@example.com"] }).Stated(Some.Order(minute: 10)).Done().Done();

    private static OrderRun Confirmed(OrderRun run) => Follow(run).Stated(Some.Order(minute: 10)).Done().Done().Done();

    private static OrderRun Paid(OrderRun run) => Confirmed(run).Told(Facts.Captured());

    private static OrderRun HalfLeft(OrderRun run) => Paid(run).Told(Facts.Left(1)).DoneAll();

    private static OrderRun Left(OrderRun run) => Paid(run).Told(Facts.Left());

    private static OrderRun Completed(OrderRun run) => Left(run).DoneAll();

    private static OrderRun Refunded(OrderRun run) => Completed(run).Told(Facts.Refunded());

    private static OrderRun ChannelIsMaster(OrderRun run)
        => Follow(run, new() { DeliveryMaster = DeliveryMaster.Channel }).Stated(Some.Order(minute: 10)).Done().Done().Done().Told(Facts.Captured()).Told(Facts.Left(1, source: DeliverySource.Channel));
}
