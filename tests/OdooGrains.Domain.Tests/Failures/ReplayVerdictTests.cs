using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Failures;

public class ReplayVerdictTests
{
    private static readonly ReplayPlan Create = new(ReplayKind.Create, OrderSteps.Book, null, []);

    private static OrderRun Retried => new OrderRun().Stated(Some.Order()).Done().Refused().Retried();

    private static ReplayOutcome Outcome(OrderRun run, ReplayPlan? plan = null) => ReplayVerdict.Of(plan ?? Create, run.State).Outcome;

    [Fact]
    public void It_is_open_until_all_calls_came_to_rest()
    {
        Assert.Equal(ReplayOutcome.Applied, Outcome(Retried));
        Assert.Equal(ReplayOutcome.Applied, Outcome(Retried.Marked()));
        Assert.Equal(ReplayOutcome.Applied, Outcome(Retried.Done()));
        Assert.Equal(ReplayOutcome.Done, Outcome(Retried.Done().Done()));
    }

    [Fact]
    public void Any_failure_is_a_surprise()
    {
        Assert.Equal(ReplayOutcome.Failed, Outcome(Retried.Refused()));
        Assert.Equal(ReplayOutcome.Failed, Outcome(Retried.Answered(Some.Failed(FailureClass.Transient))));
        Assert.Equal(ReplayOutcome.Failed, Outcome(Retried.Done().Refused()));
    }

    [Fact]
    public void One_doubt_is_settled_by_a_look_up_and_a_second_is_a_surprise()
    {
        Assert.Equal(ReplayOutcome.Applied, Outcome(Retried.InDoubt()));
        Assert.Equal(ReplayOutcome.Applied, Outcome(Retried.InDoubt().NotFound()));
        Assert.Equal(ReplayOutcome.Done, Outcome(Retried.InDoubt().Found().Done()));
        Assert.Equal(ReplayOutcome.Failed, Outcome(Retried.InDoubt().NotFound().InDoubt()));
        Assert.Equal(ReplayOutcome.Failed, Outcome(Retried.InDoubt().LookedUp(Some.Failed(FailureClass.Transient))));
    }

    [Fact]
    public void Another_end_than_the_planned_one_is_a_surprise()
    {
        Assert.Equal(ReplayOutcome.Failed, Outcome(Retried.Discarded()));
        Assert.Equal(ReplayOutcome.Failed, Outcome(Retried.Stated(Some.Order(minute: 1, cancelled: true))));
        Assert.Equal(ReplayOutcome.Done, Outcome(Retried.Discarded(), new(ReplayKind.End, null, null, [])));

        var cancelled = new OrderRun().Stated(Some.Order()).Done().Done().Stated(Some.Order(minute: 1, cancelled: true)).Refused();
        var plan = ReplayPlan.Of(cancelled.State, new OrderEvent.Retried(), cancelled.Policy, cancelled.Now);
        Assert.Equal((ReplayKind.Change, OrderSteps.Cancel), (plan.Kind, plan.Step));
        Assert.Equal(ReplayOutcome.Done, Outcome(cancelled.Retried().Done(), plan));
    }
}
