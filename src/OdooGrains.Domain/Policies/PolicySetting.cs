using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Domain.Policies;

/// <summary>What kind of value a setting has.</summary>
public enum PolicyKind
{
    Number,
    /// <summary>A number without a fraction.</summary>
    Whole,
    /// <summary>A list of the names of lanes.</summary>
    Lanes,
    /// <summary>One of a few words.</summary>
    Word,
    /// <summary>A list of names that are the tenant's own.</summary>
    Names,
    /// <summary>A cron expression with a time zone, or the word for never.</summary>
    Schedule,
    /// <summary>The name of an owner.</summary>
    Owner,
}

/// <summary>The definition of one setting.</summary>
/// <param name="Name">How levels state it.</param>
/// <param name="Unit">Such as <c>events/s</c>; empty for a ratio.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Default">What holds where nobody says anything.</param>
/// <param name="Bound">How far tenant and connection may go from what the provider grants.</param>
/// <param name="Lowest">The lowest level that may state it.</param>
/// <param name="Description">What it is, in a sentence.</param>
public sealed record PolicySetting(
    string Name, PolicyKind Kind, string Unit, double Min, double Max, PolicyValue Default, PolicyBound Bound, PolicyLevel Lowest, string Description)
{
    /// <summary>The schedule that never comes.</summary>
    public const string Off = "off";

    private const int NameLengthMax = 200;

    private static readonly IReadOnlyList<Lane> EveryLane = Enum.GetValues<Lane>();

    /// <summary>The words that a <see cref="PolicyKind.Word"/> may be.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What a value must be, to follow "give".</summary>
    public string Form => Kind switch
    {
        PolicyKind.Lanes => $"a list of lanes, each once, of {string.Join(", ", EveryLane.Select(PolicyValue.Name))}",
        PolicyKind.Word => $"one of {string.Join(", ", Words.Select(word => $"\"{word}\""))}",
        PolicyKind.Names => string.Create(CultureInfo.InvariantCulture, $"a list of at most {Max} names, each of 1 to {NameLengthMax} characters"),
        PolicyKind.Schedule => $"a schedule of five cron fields and a time zone, such as \"30 2 * * mon-fri Europe/Berlin\" (UTC where it is left out), or \"{Off}\"",
        PolicyKind.Owner => $"\"{Owners.Platform}\", \"{Owners.Tenant}\" or a name of 1 to {Owners.NameLengthMax} characters, such as \"finance@acme.example\"",
        PolicyKind.Whole => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Min} to {Max}{In}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a number from {Min} to {Max}{In}"),
    };

    private string In => Unit.Length == 0 ? "" : $" {Unit}";

    /// <summary>The value that is stated; null where it is none of this kind and range.</summary>
    public PolicyValue? Read(JsonNode? stated) => (Kind, stated?.GetValueKind()) switch
    {
        (PolicyKind.Lanes, JsonValueKind.Array) => Lanes((JsonArray)stated!) is { } lanes ? new PolicyValue(null, lanes) : null,
        (PolicyKind.Word, JsonValueKind.String) => Words.Contains(stated!.GetValue<string>()) ? new PolicyValue(null, Word: stated.GetValue<string>()) : null,
        (PolicyKind.Owner, JsonValueKind.String) => Owners.IsName(stated!.GetValue<string>()) ? new PolicyValue(null, Word: stated.GetValue<string>()) : null,
        (PolicyKind.Names, JsonValueKind.Array) => Names((JsonArray)stated!) is { } names ? new PolicyValue(null, Names: names) : null,
        (PolicyKind.Schedule, JsonValueKind.String) => stated!.GetValue<string>() is var text && (text == Off || CronSchedule.Parse(text) is not null) ? new PolicyValue(null, Word: text) : null,
        (PolicyKind.Number or PolicyKind.Whole, JsonValueKind.Number) => Number(stated!) is { } number ? new PolicyValue(number) : null,
        _ => null,
    };

    /// <summary>Whether a tenant that asks for this asks for more than it is granted.</summary>
    public bool IsBeyond(PolicyValue asked, PolicyValue granted) => Bound switch
    {
        PolicyBound.AtMost => asked.Number > granted.Number,
        PolicyBound.AtLeast => asked.Number < granted.Number,
        _ => false,
    };

    private double? Number(JsonNode stated)
    {
        // 1e999 is a JSON number and no double.
        var isNumber = double.TryParse(stated.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        return isNumber && number >= Min && number <= Max && (Kind is not PolicyKind.Whole || number == Math.Floor(number)) ? number : null;
    }

    private List<string>? Names(JsonArray stated)
    {
        var names = stated.Select(item => item?.GetValueKind() is JsonValueKind.String ? item.GetValue<string>() : "").ToList();
        return names.Count <= Max && names.All(name => name.Length is > 0 and <= NameLengthMax) ? names : null;
    }

    private static List<Lane>? Lanes(JsonArray stated)
    {
        var names = stated.Select(item => item?.GetValueKind() is JsonValueKind.String ? item.GetValue<string>() : null).ToList();
        var lanes = EveryLane.Where(lane => names.Contains(PolicyValue.Name(lane))).ToList();
        return lanes.Count == names.Count ? lanes : null;
    }
}
