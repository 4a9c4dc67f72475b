using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>Walks every cell of the four tables in docs/order-saga.md: the page says what the code does, or this fails.</summary>
public class OrderSagaTableTests
{
    private const string Page = "order-saga.md";
    private const string StatementsHeading = "What the channel states and a person asks for";
    private const string OutcomesHeading = "What comes of an effect";
    private const string ToldHeading = "What is told of payments, refunds and deliveries";
    private const string FollowHeading = "What comes of an effect after the confirmation";

    public static TheoryData<string, string, string> Statements => Cells(StatementsHeading);

    public static TheoryData<string, string, string> Outcomes => Cells(OutcomesHeading);

    public static TheoryData<string, string, string> Told => Cells(ToldHeading);

    public static TheoryData<string, string, string> Follows => Cells(FollowHeading);

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_does_what_the_page_says(string state, string @event, string expected)
        => Assert.Equal(expected, Walk(state, @event, OrderSagaRows.All, OrderSagaColumns.Statements));

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void An_outcome_does_what_the_page_says(string state, string @event, string expected)
        => Assert.Equal(expected, Walk(state, @event, OrderSagaRows.All, OrderSagaColumns.Outcomes));

    [Theory]
    [MemberData(nameof(Told))]
    public void A_fact_does_what_the_page_says(string state, string @event, string expected)
        => Assert.Equal(expected, Walk(state, @event, OrderFollowRows.All, OrderFollowColumns.Told));

    [Theory]
    [MemberData(nameof(Follows))]
    public void An_outcome_after_the_confirmation_does_what_the_page_says(string state, string @event, string expected)
        => Assert.Equal(expected, Walk(state, @event, OrderFollowRows.All, OrderFollowColumns.Outcomes));

    [Fact]
    public void Each_table_has_a_cell_for_every_state_and_event()
    {
        var states = OrderSagaRows.All.Select(row => row.Name).ToList();
        var withEffects = OrderSagaRows.All.Where(row => HasEffects(row)).Select(row => row.Name).ToList();
        Assert.Equal(Pairs(states, OrderSagaColumns.Statements), MarkdownTable.Read(Page, StatementsHeading).Select(cell => (cell.Row, cell.Column)));
        Assert.Equal(Pairs(withEffects, OrderSagaColumns.Outcomes), MarkdownTable.Read(Page, OutcomesHeading).Select(cell => (cell.Row, cell.Column)));
        var followed = OrderFollowRows.All.Select(row => row.Name).ToList();
        var unsettled = OrderFollowRows.All.Where(row => row.Build(new()).State.Unsettled.Any()).Select(row => row.Name).ToList();
        Assert.Equal(Pairs(followed, OrderFollowColumns.Told), MarkdownTable.Read(Page, ToldHeading).Select(cell => (cell.Row, cell.Column)));
        Assert.Equal(Pairs(unsettled, OrderFollowColumns.Outcomes), MarkdownTable.Read(Page, FollowHeading).Select(cell => (cell.Row, cell.Column)));
    }

    [Fact]
    public void Every_row_is_in_the_state_that_it_is_named_after()
    {
        foreach (var (name, build) in OrderSagaRows.All.Where(row => row.Name != OrderSagaRows.Nothing).Concat(OrderFollowRows.All))
        {
            Assert.Equal(name.Split(" (")[0], OrderText.Of(build(new()).State));
        }
    }

    [Fact]
    public void Every_status_and_every_hold_of_the_saga_has_a_row()
    {
        var states = OrderSagaRows.All.Where(row => row.Name != OrderSagaRows.Nothing).Concat(OrderFollowRows.All).Select(row => row.Build(new()).State).ToList();
        Assert.Equal(Enum.GetValues<OrderStatus>(), states.Select(state => state.Status).Distinct().Order());
        Assert.Superset(
            new HashSet<string?>([.. Codes, EffectFailures.ConfirmedInErp, EffectFailures.OutcomeUnknown]),
            states.Select(state => state.Hold?.Code).ToHashSet());
        Assert.Equal([null, .. Enum.GetValues<OrderWait>()], states.Select(state => state.Awaits).Distinct().Order());
        EffectStatus[] current = [EffectStatus.Planned, EffectStatus.Sent, EffectStatus.InDoubt, EffectStatus.Held, EffectStatus.Dead];
        Assert.Equal(OrderSteps.All.Order(), states.SelectMany(state => state.Unsettled).Select(effect => effect.Key.Step).Distinct().Order());
        foreach (var (step, status) in OrderSteps.Sale.SelectMany(step => current.Select(status => (step, status))))
        {
            Assert.Contains(states, state => state.Current is { } effect && effect.Key.Step == step && effect.Status == status);
        }
    }

    private static IEnumerable<string> Codes
        => typeof(OrderHold).GetFields().Where(code => code.IsLiteral).Select(code => (string)code.GetRawConstantValue()!);

    private static string Walk(
        string state, string @event, IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Build)> rows, IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Apply)> events)
    {
        var run = rows.Single(row => row.Name == state).Build(new()).After(TimeSpan.FromSeconds(1));
        try
        {
            events.Single(column => column.Name == @event).Apply(run);
            return OrderText.Of(run.Before, run.Fold!);
        }
        catch (InvalidOperationException) when (run.Fold is null)
        {
            return "throws";
        }
    }

    private static bool HasEffects((string Name, Func<OrderRun, OrderRun> Build) row)
        => row.Name != OrderSagaRows.Nothing && row.Build(new()).State.Effects.Count > 0;

    private static IEnumerable<(string, string)> Pairs(IEnumerable<string> states, IReadOnlyList<(string Name, Func<OrderRun, OrderRun>)> events)
        => states.SelectMany(state => events.Select(column => (state, column.Name)));

    private static TheoryData<string, string, string> Cells(string heading)
    {
        TheoryData<string, string, string> data = [];
        foreach (var (row, column, text) in MarkdownTable.Read(Page, heading))
        {
            data.Add(row, column, text);
        }

        return data;
    }
}
