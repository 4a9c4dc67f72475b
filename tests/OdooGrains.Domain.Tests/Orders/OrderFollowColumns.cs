using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>The event of each column of the tables about what comes around and after the confirmation in docs/order-saga.md.</summary>
internal static class OrderFollowColumns
{
    public static readonly IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Apply)> Told =
    [
        ("paid", run => run.Told(Facts.Captured())),
        ("paid once more", run => run.Told(Facts.Captured(minute: 45, id: "pi_9"))),
        ("payment failed late, but older", run => run.Told(Facts.Captured(minute: 5, status: PaymentStatus.Failed))),
        ("payment failed, newer", run => run.Told(Facts.Captured(minute: 55, status: PaymentStatus.Failed))),
        ("one more mug leaves", run => run.Told(Facts.Left(1, minute: 46, id: "OUT9", source: Source(run)))),
        ("a mug is refunded, to come back", run => run.Told(Facts.Refunded(minute: 47, id: "r9"))),
        ("a mug is refunded and cancelled", run => run.Told(Facts.Refunded(restock: Restock.Cancel, minute: 47, id: "r9"))),
        ("disputed", run => run.Told(Facts.Disputed(minute: 48))),
        ("dispute won", run => run.Told(Facts.Disputed(minute: 49, status: PaymentStatus.Failed))),
        ("stated", run => run.Stated(Some.Order(minute: 10))),
        ("cancelled", run => run.Stated(Some.Order(minute: 36, cancelled: true))),
        ("retried", run => run.Retried()),
        ("discarded", run => run.Discarded()),
    ];

    /// <summary>What comes of the last attempt of the effect at the ERP, else of that at the channel.</summary>
    public static readonly IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Apply)> Outcomes =
    [
        ("done", run => Settled(run, Some.Done(Open(run).Request))),
        ("in doubt", run => Settled(run, new EffectOutcome.InDoubt("The connection was reset."))),
        ("refused", run => Settled(run, Some.Failed(FailureClass.Business))),
        ("fails for now", run => Settled(run, Some.Failed(FailureClass.Transient))),
        ("not found after the settle delay", run => run.AfterSettleDelay().Folded(new OrderEvent.Settled(Open(run).Key, Open(run).Attempts, new EffectOutcome.NotFound(), run.Now))),
        ("forced", run => run.Folded(new OrderEvent.Forced(Open(run).Connection, "It moves."))),
    ];

    private static DeliverySource Source(OrderRun run) => run.Policy.Terms.DeliveryMaster is DeliveryMaster.Channel ? DeliverySource.Channel : DeliverySource.Erp;

    public static Effect Open(OrderRun run) => run.State.Current ?? run.AtChannel;

    private static OrderRun Settled(OrderRun run, EffectOutcome outcome)
    {
        if (Open(run).Status is EffectStatus.Planned)
        {
            _ = Open(run).Key.Step == OrderSteps.Announce ? run.MarkedAtChannel() : run.Marked();
        }

        return run.Folded(new OrderEvent.Settled(Open(run).Key, Open(run).Attempts, outcome));
    }
}
