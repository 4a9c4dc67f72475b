using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Effects;

/// <summary>Walks every cell of the three tables in docs/effects.md: the page says what the code does, or this fails.</summary>
public class EffectTableTests
{
    private static readonly Dictionary<string, IReadOnlyList<(string Name, Func<Effect, Effect> Apply)>> Tables = new()
    {
        ["Answers to an attempt"] = EffectColumns.Outcomes,
        ["Answers to a look-up"] = EffectColumns.LookUps,
        ["What the owners do"] = EffectColumns.Wishes,
    };

    public static TheoryData<string, string, string, string> Cells
    {
        get
        {
            TheoryData<string, string, string, string> data = [];
            foreach (var table in Tables.Keys)
            {
                foreach (var (row, column, text) in MarkdownTable.Read("effects.md", table))
                {
                    data.Add(table, row, column, text);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void An_event_does_what_the_page_says(string table, string state, string @event, string expected)
    {
        var before = EffectRows.All.Single(row => row.Name == state).Effect;
        Assert.Equal(state, EffectText.Of(before));
        Assert.Equal(expected, Walk(before, Tables[table].Single(column => column.Name == @event).Apply));
    }

    [Fact]
    public void Each_table_has_a_cell_for_every_state_and_event()
    {
        foreach (var (table, events) in Tables)
        {
            var expected = EffectRows.All.SelectMany(row => events.Select(column => (row.Name, column.Name)));
            Assert.Equal(expected, MarkdownTable.Read("effects.md", table).Select(cell => (cell.Row, cell.Column)));
        }
    }

    [Fact]
    public void Every_status_has_a_row()
        => Assert.Equal(Enum.GetValues<EffectStatus>(), EffectRows.All.Select(row => row.Effect.Status).Distinct().Order());

    internal static string Walk(Effect before, Func<Effect, Effect> apply)
    {
        try
        {
            var after = apply(before);
            return ReferenceEquals(after, before) ? OrderText.Unchanged : EffectText.Of(after) + Due(before, after);
        }
        catch (InvalidOperationException)
        {
            return "throws";
        }
    }

    private static string Due(Effect before, Effect after) => after.DueAt == before.DueAt || !after.IsOpen ? "" : Wait(before, after) switch
    {
        { Ticks: 0 } => ", due now",
        var wait when wait == EffectColumns.Retry.DelayMin => ", due after backoff",
        var wait when wait == EffectColumns.RetryAfter => ", due after Retry-After",
        _ when after.DueAt == after.DoubtfulSince + Some.SettleDelay => ", due after the settle delay",
        var wait => $", due after {wait}",
    };

    // Events happen a second after the mark, or when the settle delay is over.
    private static TimeSpan Wait(Effect before, Effect after)
        => after.DueAt == EffectRows.Marked + Some.SettleDelay && after.DoubtfulSince is null ? TimeSpan.Zero : after.DueAt - EffectColumns.Now;
}
