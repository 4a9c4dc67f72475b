using System.Text.Json.Nodes;

namespace OdooGrains.Domain.Policies;

/// <summary>Something wrong with what a level states.</summary>
/// <param name="Setting">The member's name, as it was given.</param>
/// <param name="Detail">A sentence: value and remedy.</param>
public sealed record PolicyError(string Setting, string Detail);

/// <summary>Judges what a level is about to state. All errors at once.</summary>
public static class PolicyRules
{
    private const int ShownMax = 60;

    /// <summary>The first of each pair must not be more than the second where a level states both.</summary>
    private static readonly (string Less, string More)[] Pairs = [("concurrencyStart", "concurrencyMax"), ("retryDelayMinSeconds", "retryDelayMaxSeconds")];

    /// <param name="settings">What the level shall state, instead of what it stated before.</param>
    /// <param name="level">The level.</param>
    /// <param name="above">What the levels above it state.</param>
    public static IReadOnlyList<PolicyError> Errors(JsonObject settings, PolicyLevel level, IReadOnlyList<PolicyStatement> above)
    {
        List<PolicyError> errors = [.. settings.Select(member => Error(member.Key, member.Value, level, above)).OfType<PolicyError>()];
        var bad = errors.Select(error => error.Setting).ToHashSet(StringComparer.Ordinal);
        errors.AddRange(Pairs
            .Where(pair => !bad.Contains(pair.Less) && !bad.Contains(pair.More) && Value(settings, pair.Less) > Value(settings, pair.More))
            .Select(pair => new PolicyError(pair.Less, $"{Shown(settings[pair.Less])} is more than {pair.More}, which is {Shown(settings[pair.More])}; lower the one or raise the other.")));
        return errors;
    }

    private static PolicyError? Error(string name, JsonNode? stated, PolicyLevel level, IReadOnlyList<PolicyStatement> above)
    {
        if (PolicySettings.Find(name) is not { } setting)
        {
            return new(name, Unknown(name));
        }

        if (level > setting.Lowest)
        {
            return new(name, $"A {Word(level)} cannot state this (given {Shown(stated)}); state it for the {Word(setting.Lowest)}.");
        }

        if (setting.Read(stated) is not { } asked)
        {
            var remedy = stated is null ? "leave it out to inherit it, or give" : "give";
            return new(name, $"{Shown(stated)} does not do; {remedy} {setting.Form}.");
        }

        var granted = PolicyLine.Of(setting, [.. above.Where(statement => statement.Level <= PolicyLevel.Plan)]);
        return level > PolicyLevel.Plan && setting.IsBeyond(asked, granted.Value)
            ? new(name, $"{asked} is beyond the {granted.Value} that the {Word(granted.From)} grants; give {granted.Value} or {(setting.Bound is PolicyBound.AtMost ? "less" : "more")}, or have the plan changed.")
            : null;
    }

    private static string Unknown(string name)
    {
        var (nearest, distance) = PolicySettings.All.Select(setting => (setting.Name, Distance(name, setting.Name))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, name.Length / 3)
            ? $"There is no such setting; did you mean '{nearest}'?"
            : $"There is no such setting; there are {string.Join(", ", PolicySettings.All.Select(setting => setting.Name))}.";
    }

    // Levenshtein's, without regard to case. A name longer than any setting by far is not measured: its length is the caller's.
    private static int Distance(string one, string other)
    {
        if (one.Length > 2 * other.Length)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = diagonal + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(change, 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[^1];
    }

    private static double? Value(JsonObject settings, string name) => PolicySettings.Find(name)!.Read(settings[name])?.Number;

    private static string Word(PolicyLevel level) => level.ToString().ToLowerInvariant();

    private static string Shown(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length > ShownMax ? $"{text[..ShownMax]}…" : text;
    }
}
