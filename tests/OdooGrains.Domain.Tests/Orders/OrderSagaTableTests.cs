using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>Walks every cell of the two tables in docs/order-saga.md: the page says what the code does, or this fails.</summary>
public class OrderSagaTableTests
{
    private const string Page = "order-saga.md";
    private const string StatementsHeading = "What the channel states and a person asks for";
    private const string OutcomesHeading = "What comes of an effect";

    public static TheoryData<string, string, string> Statements => Cells(StatementsHeading);

    public static TheoryData<string, string, string> Outcomes => Cells(OutcomesHeading);

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_does_what_the_page_says(string state, string @event, string expected)
        => Assert.Equal(expected, Walk(state, @event, OrderSagaColumns.Statements));

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void An_outcome_does_what_the_page_says(string state, string @event, string expected)
        => Assert.Equal(expected, Walk(state, @event, OrderSagaColumns.Outcomes));

    [Fact]
    public void Each_table_has_a_cell_for_every_state_and_event()
    {
        var states = OrderSagaRows.All.Select(row => row.Name).ToList();
        var withEffects = OrderSagaRows.All.Where(row => HasEffects(row)).Select(row => row.Name).ToList();
        Assert.Equal(Pairs(states, OrderSagaColumns.Statements), MarkdownTable.Read(Page, StatementsHeading).Select(cell => (cell.Row, cell.Column)));
        Assert.Equal(Pairs(withEffects, OrderSagaColumns.Outcomes), MarkdownTable.Read(Page, OutcomesHeading).Select(cell => (cell.Row, cell.Column)));
    }

    [Fact]
    public void Every_row_is_in_the_state_that_it_is_named_after()
    {
        foreach (var (name, build) in OrderSagaRows.All.Where(row => row.Name != OrderSagaRows.Nothing))
        {
            Assert.Equal(name.Split(" (")[0], OrderText.Of(build(new()).State));
        }
    }

    [Fact]
    public void Every_status_and_every_hold_of_the_saga_has_a_row()
    {
        var states = OrderSagaRows.All.Where(row => row.Name != OrderSagaRows.Nothing).Select(row => row.Build(new()).State).ToList();
        Assert.Equal(Enum.GetValues<OrderStatus>(), states.Select(state => state.Status).Distinct().Order());
        Assert.Superset(
            new HashSet<string?> { OrderHold.Invalid, OrderHold.TotalDiffers, OrderHold.ChangedAfterConfirmation, EffectFailures.ConfirmedInErp, EffectFailures.OutcomeUnknown },
            states.Select(state => state.Hold?.Code).ToHashSet());
        EffectStatus[] current = [EffectStatus.Planned, EffectStatus.Sent, EffectStatus.InDoubt, EffectStatus.Held, EffectStatus.Dead];
        string[] steps = [OrderSteps.Customer, OrderSteps.Book, OrderSteps.Confirm, OrderSteps.Cancel];
        foreach (var (step, status) in steps.SelectMany(step => current.Select(status => (step, status))))
        {
            Assert.Contains(states, state => state.Current is { } effect && effect.Key.Step == step && effect.Status == status);
        }
    }

    private static string Walk(string state, string @event, IReadOnlyList<(string Name, Func<OrderRun, OrderRun> Apply)> events)
    {
        var run = OrderSagaRows.All.Single(row => row.Name == state).Build(new()).After(TimeSpan.FromSeconds(1));
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
