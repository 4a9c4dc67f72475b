using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>
/// How to bring an order into the state of each row of docs/order-saga.md. A row is named after the state; a remark in brackets tells rows
/// of the same state apart.
/// </summary>
internal static class OrderSagaRows
{
    public const string Nothing = "nothing";

    public static readonly IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Build)> All =
    [
        (Nothing, run => run),
        ("received, held invalid_order", run => run.Stated(Some.Invalid(10))),
        ("received, held invalid_order · book 1 sent", run => Validated(run).Done().Marked().Stated(Some.Invalid(11))),
        ("validated · customer 1 planned", Validated),
        ("validated · customer 1 sent", run => Validated(run).Marked()),
        ("validated · customer 1 in doubt", run => Validated(run).InDoubt()),
        ("validated, held unknown_country · customer 1 held", run => Validated(run).Refused("unknown_country")),
        ("validated, held strange · customer 1 dead", run => Dead(Validated(run))),
        ("customer_ensured · book 1 planned", Ensured),
        ("customer_ensured · book 1 planned again", run => Ensured(run).Answered(Some.Failed(FailureClass.Transient))),
        ("customer_ensured · book 1 planned again doubtful", run => Ensured(run).InDoubt().NotFound()),
        ("customer_ensured · book 1 sent", run => Ensured(run).Marked()),
        ("customer_ensured · book 1 in doubt", run => Ensured(run).InDoubt()),
        ("customer_ensured, held unknown_sku · book 1 held", run => Ensured(run).Refused()),
        ("customer_ensured, held unknown_sku · book 1 held doubtful", run => Ensured(run).InDoubt().NotFound().Refused()),
        ("customer_ensured, held confirmed_in_erp · book 1 held", run => Ensured(run).Refused(EffectFailures.ConfirmedInErp)),
        ("customer_ensured, held strange · book 1 dead", run => Dead(Ensured(run))),
        ("customer_ensured, held outcome_unknown · book 1 held in doubt", run => Ensured(run).Marked().Forced()),
        ("booked, held total_differs", run => Ensured(run).Done(total: 25m)),
        ("booked · confirm 1 planned", Booked),
        ("booked · confirm 1 planned again doubtful", run => Booked(run).InDoubt().NotFound()),
        ("booked · confirm 1 sent", run => Booked(run).Marked()),
        ("booked · confirm 1 in doubt", run => Booked(run).InDoubt()),
        ("booked, held not_allowed · confirm 1 held", run => Booked(run).Refused("not_allowed")),
        ("booked, held strange · confirm 1 dead", run => Dead(Booked(run))),
        ("confirmed", Confirmed),
        ("confirmed, held changed_after_confirmation", Changed),
        ("confirmed · book 2 planned (allowed by a person)", run => Changed(run).Retried()),
        ("confirmed · book 2 sent (allowed by a person)", run => Changed(run).Retried().Marked()),
        ("confirmed, held total_differs", run => Changed(run).Retried().Done(total: 99m)),
        ("cancelling · book 1 sent", run => Cancelled(Ensured(run).Marked())),
        ("cancelling · book 1 in doubt", run => Cancelled(Ensured(run).InDoubt())),
        ("cancelling, held outcome_unknown · book 1 held in doubt", run => Cancelled(Ensured(run).InDoubt()).Forced()),
        ("cancelling · cancel 1 planned", Cancelling),
        ("cancelling · cancel 1 sent", run => Cancelling(run).Marked()),
        ("cancelling · cancel 1 in doubt", run => Cancelling(run).InDoubt()),
        ("cancelling, held delivered_already · cancel 1 held", run => Cancelling(run).Refused("delivered_already")),
        ("cancelling, held strange · cancel 1 dead", run => Dead(Cancelling(run))),
        ("cancelled (nothing was booked)", run => Cancelled(Validated(run))),
        ("cancelled (undone in the ERP)", run => Cancelling(run).Done()),
        ("discarded", run => Validated(run).Discarded()),
        ("discarded · book 1 sent", run => Ensured(run).Marked().Discarded()),
        ("discarded · book 1 in doubt", run => Ensured(run).InDoubt().Discarded()),
    ];

    private static OrderRun Validated(OrderRun run) => run.Stated(Some.Order(minute: 10));

    private static OrderRun Ensured(OrderRun run) => Validated(run).Done();

    private static OrderRun Booked(OrderRun run) => Ensured(run).Done();

    private static OrderRun Confirmed(OrderRun run) => Booked(run).Done();

    private static OrderRun Changed(OrderRun run) => Confirmed(run).Stated(Some.Order(minute: 11, quantity: 3));

    private static OrderRun Cancelled(OrderRun run) => run.Stated(Some.Order(minute: 11, cancelled: true));

    private static OrderRun Cancelling(OrderRun run) => Cancelled(Confirmed(run));

    private static OrderRun Dead(OrderRun run)
    {
        var policy = run.Policy;
        run.Policy = Some.Policy(attemptsMax: 1);
        run.Answered(Some.Failed(FailureClass.Poison, "strange"));
        run.Policy = policy;
        return run;
    }
}
