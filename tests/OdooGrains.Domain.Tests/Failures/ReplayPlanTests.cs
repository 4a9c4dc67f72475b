using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Failures;

/// <summary>Each way in which an order can wait for a person, what a replay says of it, and what becomes of it when it is done so.</summary>
public class ReplayPlanTests
{
    private static readonly Guid Replay = new(1, 2, 3, new byte[8]);

    private static ReplayPlan PlanOf(OrderRun run, OrderEvent? command = null) => ReplayPlan.Of(run.State, command ?? new OrderEvent.Retried(Replay), run.Policy, run.Now);

    [Fact]
    public void A_draft_that_was_refused_would_be_created()
    {
        var run = new OrderRun().Stated(Some.Order()).Done().Refused();

        Assert.Equal((ReplayKind.Create, OrderSteps.Book), (PlanOf(run).Kind, PlanOf(run).Step));
        Assert.True(PlanOf(run).IsApplied);
    }

    [Fact]
    public void A_booked_draft_that_changed_would_be_changed_field_by_field()
    {
        var run = new OrderRun().Stated(Some.Order()).Done().Done().Stated(Some.Order(minute: 1, quantity: 3)).Refused();

        var plan = PlanOf(run);
        Assert.Equal((ReplayKind.Change, OrderSteps.Book), (plan.Kind, plan.Step));
        Assert.Equal(["total", "lines[1]"], plan.Differences.Select(difference => difference.Field));
        Assert.Equal(new Difference("total", "23.8", "35.7"), plan.Differences[0]);
    }

    [Fact]
    public void A_change_of_a_confirmed_order_shows_what_the_erp_has_and_what_would_be_written()
    {
        var run = new OrderRun().Stated(Some.Order()).Done().Done().Done().Stated(Some.Order(minute: 1, quantity: 3));
        Assert.Equal(OrderHold.ChangedAfterConfirmation, run.State.Hold!.Code);

        var plan = PlanOf(run);
        Assert.Equal((ReplayKind.Change, OrderSteps.Book), (plan.Kind, plan.Step));
        Assert.Equal(run.State.Hold.Differences, plan.Differences);
    }

    [Fact]
    public void A_total_that_differs_would_be_computed_again()
    {
        var run = new OrderRun().Stated(Some.Order()).Done().Done(total: 1m);
        Assert.Equal(OrderHold.TotalDiffers, run.State.Hold!.Code);

        Assert.Equal((ReplayKind.Change, "total"), (PlanOf(run).Kind, Assert.Single(PlanOf(run).Differences).Field));
    }

    [Fact]
    public void A_confirmation_that_was_refused_changes_the_status()
        => Assert.Equal(new Difference("status", "draft", "confirmed"), Assert.Single(PlanOf(new OrderRun().Stated(Some.Order()).Done().Done().Refused()).Differences));

    [Fact]
    public void What_may_have_been_done_would_be_looked_up_first()
    {
        var run = new OrderRun().Stated(Some.Order()).Done().Marked().Forced();

        Assert.Equal((ReplayKind.LookUp, OrderSteps.Book), (PlanOf(run).Kind, PlanOf(run).Step));
    }

    [Fact]
    public void What_is_not_fit_to_be_booked_still_violates_and_says_why()
    {
        var run = new OrderRun().Stated(Some.Invalid());

        Assert.Equal((ReplayKind.Violate, run.State.Hold!.Reason), (PlanOf(run).Kind, PlanOf(run).Why));
        Assert.False(PlanOf(run).IsApplied);
    }

    [Fact]
    public void What_waits_for_nobody_is_done()
    {
        Assert.Equal(ReplayKind.Done, PlanOf(new OrderRun().Stated(Some.Order())).Kind);
        Assert.Equal(ReplayKind.Done, PlanOf(new OrderRun().Stated(Some.Order()).Done().Done().Done()).Kind);
        Assert.Equal(ReplayKind.Done, PlanOf(new OrderRun().Stated(Some.Order()), new OrderEvent.Discarded("why", Replay)).Kind);
    }

    [Fact]
    public void A_discard_ends_whatever_is_held()
        => Assert.All(
            [new OrderRun().Stated(Some.Order()).Done().Refused(), new OrderRun().Stated(Some.Invalid())],
            run => Assert.Equal(ReplayKind.End, PlanOf(run, new OrderEvent.Discarded("why", Replay)).Kind));

    [Fact]
    public void A_plan_changes_nothing_and_what_is_folded_carries_the_replay()
    {
        var run = new OrderRun().Stated(Some.Order()).Done().Refused();
        var before = run.State;
        PlanOf(run);
        Assert.Same(before, run.State);

        var retried = OrderSaga.Fold(before, before.Key, new OrderEvent.Retried(Replay), run.Policy, run.Now, 0.5).State;
        var discarded = OrderSaga.Fold(before, before.Key, new OrderEvent.Discarded("why", Replay), run.Policy, run.Now, 0.5).State;
        Assert.Equal((Replay, Replay, null), (retried.Replay, discarded.Replay, before.Replay));
    }

    [Fact]
    public void A_plan_has_another_hash_as_soon_as_anything_of_it_differs()
    {
        var item = new ReplayItem(1, Some.Key, 3, PlanOf(new OrderRun().Stated(Some.Order()).Done().Refused()), ReplayOutcome.Waiting);
        ReplayItem[] others =
        [
            item with { Number = 2 }, item with { DocumentVersion = 4 }, item with { Document = item.Document with { Id = "2" } },
            item with { Plan = item.Plan with { Kind = ReplayKind.Change } }, item with { Plan = item.Plan with { Differences = [new("total", "1", "2")] } },
        ];

        var hash = ReplayHash.Next("", [item]);
        Assert.Equal(hash, ReplayHash.Next("", [item with { Outcome = ReplayOutcome.Done }]));
        Assert.Equal(ReplayHash.Next(hash, [others[0]]), ReplayHash.Next("", [item, others[0]]));
        Assert.Equal(others.Length + 1, others.Select(other => ReplayHash.Next("", [other])).Append(hash).Distinct().Count());
    }
}
