using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>The event of each column of docs/order-saga.md.</summary>
internal static class OrderSagaColumns
{
    /// <summary>What the channel states and what a person asks for. "Other" is other than the order now has.</summary>
    public static readonly IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Apply)> Statements =
    [
        ("newer, same content", run => run.Stated(Now(run) with { UpdatedAt = Later })),
        ("newer, other lines", run => run.Stated(Some.Order(quantity: 5, cancelled: IsCancelled(run)) with { UpdatedAt = Later })),
        ("newer, other customer", run => run.Stated(Some.Order(quantity: Quantity(run), customer: Bob, cancelled: IsCancelled(run)) with { UpdatedAt = Later })),
        ("newer, invalid", run => run.Stated(Some.Invalid() with { UpdatedAt = Later })),
        ("older", run => run.Stated(Some.Order(minute: 1, quantity: 9))),
        ("cancelled", run => run.Stated(Some.Order(minute: 30, cancelled: true))),
        ("cancelled, but older", run => run.Stated(Some.Order(minute: 2, cancelled: true))),
        ("retried", run => run.Retried()),
        ("discarded", run => run.Discarded()),
        ("forced", run => run.Forced()),
    ];

    /// <summary>What comes of the last attempt of the order's last effect, current or not.</summary>
    public static readonly IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Apply)> Outcomes =
    [
        ("done", run => Settled(run, Some.Done(Last(run).Request))),
        ("done, another total", run => Settled(run, Last(run).Request is BookOrder ? Some.Done(Last(run).Request, total: 0.5m) : Some.Done(Last(run).Request))),
        ("in doubt", run => Settled(run, new EffectOutcome.InDoubt("The connection was reset."))),
        ("refused", run => Settled(run, Some.Failed(FailureClass.Business))),
        ("fails for now", run => Settled(run, Some.Failed(FailureClass.Transient))),
        ("fails for the last time", LastFailure),
        ("not found, asked early", run => LookedUp(run)),
        ("not found, asked early, key not enforced", run => LookedUp(WithPolicy(run, Grade.DetectedAndRepaired))),
        ("not found after the settle delay", run => LookedUp(run.AfterSettleDelay())),
        ("answer to an earlier attempt", run => run.Folded(new OrderEvent.Settled(Last(run).Key, Last(run).Attempts - 1, Some.Done(Last(run).Request)))),
    ];

    private static readonly DateTimeOffset Later = Some.Noon.AddMinutes(20);
    private static readonly Customer Bob = new() { Name = "Bob Moore", Email = "bob@example.com" };

    private static Order Now(OrderRun run) => run.Fold?.State.Order ?? Some.Order();

    private static int Quantity(OrderRun run) => (int)Now(run).Lines[0].Quantity;

    private static bool IsCancelled(OrderRun run) => Now(run).CancelledAt is not null;

    private static Effect Last(OrderRun run) => run.State.Effects[^1];

    private static OrderRun Settled(OrderRun run, EffectOutcome outcome) => run.Folded(new OrderEvent.Settled(Last(run).Key, Last(run).Attempts, outcome));

    private static OrderRun LookedUp(OrderRun run) => run.Folded(new OrderEvent.Settled(Last(run).Key, Last(run).Attempts, new EffectOutcome.NotFound(), run.Now));

    private static OrderRun LastFailure(OrderRun run)
    {
        run.Policy = Some.Policy(attemptsMax: 1);
        return Settled(run, Some.Failed(FailureClass.Poison, "strange"));
    }

    private static OrderRun WithPolicy(OrderRun run, Grade grade)
    {
        run.Policy = Some.Policy(grade);
        return run;
    }
}
