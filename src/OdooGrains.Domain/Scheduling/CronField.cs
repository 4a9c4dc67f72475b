using System.Globalization;

namespace OdooGrains.Domain.Scheduling;

/// <summary>One field of a cron expression: which values it takes.</summary>
/// <param name="Values">In ascending order.</param>
/// <param name="IsAny">It begins with <c>*</c>: it restricts nothing by itself, which matters to days and to hours.</param>
internal sealed record CronField(IReadOnlyList<int> Values, bool IsAny)
{
    public static readonly IReadOnlyList<string> Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    public static readonly IReadOnlyList<string> Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>A list of values, ranges and steps: <c>*</c>, <c>5</c>, <c>1-5</c>, <c>*/15</c>, <c>10-40/10</c>, <c>mon,wed</c>. Null where it is none.</summary>
    /// <param name="names">Names of values, the first of the value <paramref name="firstName"/>.</param>
    public static CronField? Parse(string text, int min, int max, IReadOnlyList<string>? names = null, int firstName = 0)
    {
        SortedSet<int> values = [];
        foreach (var part in text.Split(','))
        {
            if (Part(part, min, max, names ?? [], firstName) is not { } some)
            {
                return null;
            }

            values.UnionWith(some);
        }

        return new([.. values], text.StartsWith('*'));
    }

    private static IEnumerable<int>? Part(string part, int min, int max, IReadOnlyList<string> names, int firstName)
    {
        if (part.Split('/') is not [var range, ..] pieces || pieces.Length > 2)
        {
            return null;
        }

        var step = pieces.Length == 1 ? 1 : Number(pieces[1]);
        int? first, last;
        switch (range.Split('-'))
        {
            case ["*"]:
                (first, last) = (min, max);
                break;
            case [var one]:
                first = Value(one, names, firstName);
                last = pieces.Length == 1 ? first : max;
                break;
            case [var from, var to]:
                (first, last) = (Value(from, names, firstName), Value(to, names, firstName));
                break;
            default:
                return null;
        }

        return step is not > 0 || first is not { } begin || last is not { } end || begin < min || end > max || begin > end
            ? null
            : Enumerable.Range(begin, end - begin + 1).Where(value => (value - begin) % step == 0);
    }

    private static int? Value(string text, IReadOnlyList<string> names, int firstName)
    {
        var name = names.Index().FirstOrDefault(one => one.Item.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name.Item is null ? Number(text) : name.Index + firstName;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
