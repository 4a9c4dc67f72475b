using System.Globalization;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Policies;

/// <summary>docs/policy.md and the definitions are the same table.</summary>
public class PolicyTableTests
{
    [Fact]
    public void The_page_shows_every_setting_as_it_is_defined()
    {
        var page = MarkdownTable.Read("policy.md", "Settings")
            .GroupBy(cell => cell.Row)
            .Select(row => string.Join(" | ", row.Select(cell => cell.Text).Prepend(row.Key)));

        Assert.Equal(PolicySettings.All.Select(Row), page);
    }

    private static string Row(PolicySetting setting) => string.Join(" | ",
        setting.Name,
        setting.Unit,
        setting.Kind switch
        {
            PolicyKind.Lanes => "lanes",
            PolicyKind.Word => string.Join(", ", setting.Words),
            PolicyKind.Schedule => "schedule",
            PolicyKind.Owner => Invariant($"1 to {setting.Max} characters"),
            PolicyKind.Names => Invariant($"at most {setting.Max:#,0} names"),
            _ => Invariant($"{setting.Min:#,0.###} to {setting.Max:#,0.###}"),
        },
        setting.Default switch { { Lanes: not null } or { Names: not null } => "none", { Word: { } word } => word, { Number: { } number } => Invariant($"{number:#,0.###}"), _ => setting.Kind is PolicyKind.Owner ? "nobody" : "the connector's" },
        setting.Lowest.ToString().ToLowerInvariant(),
        setting.Bound switch { PolicyBound.AtMost => "lower", PolicyBound.AtLeast => "raise", _ => "set" },
        setting.Description);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
