using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;
using OdooGrains.Domain.Tests.Model;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>Every state that an order can be in has one sentence with cause, next step, time and owner.</summary>
public class OrderExplanationTests
{
    private static readonly IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Build)> Rows = [.. OrderSagaRows.All.Where(row => row.Name != OrderSagaRows.Nothing), .. OrderFollowRows.All];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_row_of_the_page_is_explained(string name)
    {
        var run = Rows.First(row => row.Name == name).Build(new());
        Explained(run.State, run.Policy, run.Now, name);
    }

    [Fact]
    public void Every_state_that_the_model_reaches_is_explained()
    {
        HashSet<string> reached = [];
        Prop.ForAll(Arb.From(Gen.Choose(0, 9999).ArrayOf()), values =>
        {
            var world = new FollowWorld(new(values));
            world.Folded = state =>
            {
                reached.Add($"{state.Status} {state.Hold?.Code} {state.Awaits}");
                Explained(state, world.Policy, world.Now, world.Log);
            };
            world.Play();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithStartSize(20).WithEndSize(120));

        Assert.Equal(
            Enum.GetValues<OrderStatus>().Except([OrderStatus.Received]).Select(status => $"{status}").Order(StringComparer.Ordinal),
            reached.Select(state => state.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("confirmed, awaits delivery (one mug left)", "The ERP confirmed it as S00042, and 1 of 2 pieces are still to leave; next: the warehouse delivers them; it is for the tenant until 2026-03-09 12:00:00Z.")]
    [InlineData("booked, awaits payment", "0.00 EUR of 23.80 is captured and 0.00 authorised; next: the payment comes in; it is for the tenant until 2026-03-05 12:00:00Z.")]
    [InlineData("cancelled, awaits refund", "The channel cancelled it, and 23.80 EUR of the captured money is not given back; next: the channel refunds it; it is for the tenant until 2026-03-05 12:00:00Z.")]
    [InlineData("completed", "All goods of S00042 left or were cancelled, and all that was to be billed is; next: nothing is left to do.")]
    public void Sentences_read_well(string name, string sentence)
    {
        var run = Rows.Single(row => row.Name == name).Build(new());
        Assert.Equal(sentence, Explained(run.State, run.Policy, run.Now, name).Sentence);
    }

    private static OrderExplanation Explained(OrderState state, OrderPolicy policy, DateTimeOffset now, string context)
    {
        var head = OrderHead.Of(state, policy, now);
        var explained = OrderExplanation.Of(state, head, null, now);
        Assert.True(Regex.IsMatch(explained.Sentence, @"^\S.*; next: .*\.$") && !explained.Sentence.Contains("..", StringComparison.Ordinal), $"'{explained.Sentence}'\n{context}");
        Assert.True(state.IsFinished == explained.Owner is null, $"{OrderText.Of(state)}: finished or owned, not both.\n{context}");
        Assert.True(state.IsFinished == (explained.NextStep == "nothing is left to do"), $"{OrderText.Of(state)}: '{explained.NextStep}'\n{context}");
        Assert.True(state.IsFinished == head.Deadline is null, $"{OrderText.Of(state)} has the deadline {head.Deadline}.\n{context}");
        Assert.DoesNotContain("no call is planned", explained.Sentence, StringComparison.Ordinal);
        return explained;
    }
}
