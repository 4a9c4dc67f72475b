using System.Globalization;
using System.Text.RegularExpressions;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Connectors.Egress;

/// <summary>
/// Reads what the header fields of an answer say of the vendor's limits, as they all count requests. What cannot be read is ignored and named.
/// Limits that are told without what is left, as <c>x-amzn-RateLimit-Limit</c> is, are for the connector to state.
/// </summary>
public static partial class RateFields
{
    /// <summary>Shopify's bucket is empty after so long on each plan: 40 at 2/s, 80 at 4/s, 400 at 20/s (shopify.dev, REST Admin API rate limits).</summary>
    private const double ShopifyLeakSeconds = 20;

    private const double DaySeconds = 86_400;

    /// <summary>The window of those who tell none: Zendesk's limits, in X-Rate-Limit, are a minute's.</summary>
    private const double UntoldSeconds = 60;

    /// <summary>A wait for a reset that is believed; then a call asks anew. What is further away than a day is no reset.</summary>
    private static readonly TimeSpan ResetMax = TimeSpan.FromHours(1);

    /// <summary>A reset beyond this is an instant in seconds since 1970, not a number of seconds: 2001.</summary>
    private const double EpochMin = 1e9;

    private const int LengthMax = 1_000;

    // By the field whose presence says that there is something to read; null where it cannot be read.
    private static readonly (string Field, Func<IReadOnlyDictionary<string, string>, IReadOnlyList<BudgetReading>?> Read)[] Known =
    [
        ("X-Shopify-Shop-Api-Call-Limit", Shopify),
        ("Sforce-Limit-Info", Salesforce),
        ("X-HubSpot-RateLimit-Remaining", HubSpot),
        ("X-HubSpot-RateLimit-Daily-Remaining", HubSpotDaily),
        ("RateLimit", RateLimit),
        ("RateLimit-Remaining", fields => Three(fields, "RateLimit")),
        ("X-RateLimit-Remaining", fields => Three(fields, "X-RateLimit")),
        ("X-Rate-Limit-Remaining", fields => Three(fields, "X-Rate-Limit")),
    ];

    /// <param name="fields">Names without regard to case.</param>
    public static (IReadOnlyList<BudgetReading> Readings, IReadOnlyList<string> Unread) Read(IReadOnlyDictionary<string, string> fields)
    {
        List<BudgetReading> readings = [];
        List<string> unread = [];
        foreach (var (field, read) in Known)
        {
            if (!fields.TryGetValue(field, out var text))
            {
                continue;
            }

            if (text.Length <= LengthMax && read(fields) is { } found)
            {
                readings.AddRange(found);
            }
            else
            {
                unread.Add(field);
            }
        }

        return (readings, unread);
    }

    // 32/40: used, of so many; it leaks steadily.
    private static IReadOnlyList<BudgetReading>? Shopify(IReadOnlyDictionary<string, string> fields)
    {
        const string Field = "X-Shopify-Shop-Api-Call-Limit";
        return Used().Match(fields[Field]) is { Success: true } used ? Steady(Field, Number(used.Groups[2]), Number(used.Groups[2]) - Number(used.Groups[1]), ShopifyLeakSeconds) : null;
    }

    // api-usage=18/5000, of the last 24 hours; an application's own share may follow (Salesforce REST API Developer Guide, Limit Info Header).
    private static IReadOnlyList<BudgetReading>? Salesforce(IReadOnlyDictionary<string, string> fields)
    {
        const string Field = "Sforce-Limit-Info";
        return ApiUsage().Match(fields[Field]) is { Success: true } used ? Steady(Field, Number(used.Groups[2]), Number(used.Groups[2]) - Number(used.Groups[1]), DaySeconds) : null;
    }

    // So many in an interval whose begin is not told: at the worst it has begun just now (HubSpot, API usage guidelines).
    private static IReadOnlyList<BudgetReading>? HubSpot(IReadOnlyDictionary<string, string> fields)
        => Number(fields, "X-HubSpot-RateLimit-Max") is { } limit && Number(fields, "X-HubSpot-RateLimit-Remaining") is { } left && Number(fields, "X-HubSpot-RateLimit-Interval-Milliseconds") is { } interval
            ? Window("X-HubSpot-RateLimit", limit, left, interval / 1_000, interval / 1_000)
            : null;

    private static IReadOnlyList<BudgetReading>? HubSpotDaily(IReadOnlyDictionary<string, string> fields)
        => Number(fields, "X-HubSpot-RateLimit-Daily") is { } limit && Number(fields, "X-HubSpot-RateLimit-Daily-Remaining") is { } left
            ? Steady("X-HubSpot-RateLimit-Daily", limit, left, DaySeconds)
            : null;

    // The fields of the drafts before the seventh, of GitHub and of many others; the reset is seconds, or an instant by the vendor's own clock.
    private static IReadOnlyList<BudgetReading>? Three(IReadOnlyDictionary<string, string> fields, string name)
    {
        var limit = Number(fields, $"{name}-Limit") ?? Number(fields, name);
        if (limit is not { } all || Number(fields, $"{name}-Remaining") is not { } left)
        {
            return null;
        }

        return !fields.ContainsKey($"{name}-Reset") ? Steady(name, all, left, UntoldSeconds)
            : Reset(fields, $"{name}-Reset") is { } reset ? Window(name, all, left, reset, reset)
            : null;
    }

    // draft-ietf-httpapi-ratelimit-headers: "name";r=50;t=30 beside the policy "name";q=100;w=60; in the seventh draft limit=100, remaining=50, reset=30.
    private static IReadOnlyList<BudgetReading>? RateLimit(IReadOnlyDictionary<string, string> fields)
    {
        if (Seventh().Match(fields["RateLimit"]) is { Success: true } seventh)
        {
            return Window("RateLimit", Number(seventh.Groups[1]), Number(seventh.Groups[2]), Number(seventh.Groups[3]), Number(seventh.Groups[3]));
        }

        var policies = fields.TryGetValue("RateLimit-Policy", out var text) ? Items(text) ?? [] : [];
        return Items(fields["RateLimit"])?.Select(item => Item(item.Key, item.Value, policies.GetValueOrDefault(item.Key) ?? [])).ToList() is { } items && !items.Contains(null)
            ? [.. items.SelectMany(item => item!)]
            : null;
    }

    private static IReadOnlyList<BudgetReading>? Item(string policy, Dictionary<string, string> told, Dictionary<string, string> stated)
    {
        if (Number(told, "r") is not { } left)
        {
            return null;
        }

        // Bytes and calls at once are other budgets than this.
        if (stated.TryGetValue("qu", out var unit) && unit != "\"requests\"")
        {
            return [];
        }

        var (name, limit, window) = ($"RateLimit {policy}", Number(stated, "q") ?? Math.Max(left, 1), Number(stated, "w"));
        return Number(told, "t") is { } reset ? Window(name, limit, left, reset, window ?? reset) : Steady(name, limit, left, window ?? UntoldSeconds);
    }

    private static IReadOnlyList<BudgetReading>? Steady(string name, double limit, double left, double seconds)
        => limit > 0 ? [new(Limit(name, limit, seconds), Math.Clamp(left, 0, limit))] : null;

    private static IReadOnlyList<BudgetReading>? Window(string name, double limit, double left, double reset, double seconds)
        => limit > 0 && reset <= DaySeconds ? [new(Limit(name, limit, seconds), Math.Clamp(left, 0, limit), TimeSpan.FromSeconds(Math.Min(reset, ResetMax.TotalSeconds)))] : null;

    private static CallLimit Limit(string name, double limit, double seconds) => new(name, limit / Math.Max(1, seconds), limit);

    private static double? Reset(IReadOnlyDictionary<string, string> fields, string name) => Number(fields, name) switch
    {
        > EpochMin and { } instant => fields.TryGetValue("Date", out var date) && DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now)
            ? Math.Max(0, instant - now.ToUnixTimeSeconds())
            : null,
        var seconds => seconds,
    };

    // Of "100, 100;w=60" and of a repeated field the first counts.
    private static double? Number(IReadOnlyDictionary<string, string> fields, string name)
        => fields.TryGetValue(name, out var text) && text.Length <= LengthMax && FirstNumber().Match(text) is { Success: true } first ? Number(first.Groups[1]) : null;

    private static double Number(Group digits) => double.Parse(digits.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static Dictionary<string, Dictionary<string, string>>? Items(string text)
    {
        Dictionary<string, Dictionary<string, string>> items = new(StringComparer.Ordinal);
        var end = 0;
        for (var match = ListItem().Match(text); match.Success; match = match.NextMatch())
        {
            var parameters = match.Groups["key"].Captures.Zip(match.Groups["value"].Captures);
            items[match.Groups["name"].Value] = parameters.GroupBy(one => one.First.Value).ToDictionary(same => same.Key, same => same.Last().Second.Value);
            end = match.Index + match.Length;
        }

        return end > 0 && end == text.Length ? items : null;
    }

    [GeneratedRegex(@"^\s*(\d{1,12})/(\d{1,12})\s*(?:,|$)")]
    private static partial Regex Used();

    [GeneratedRegex(@"(?<![\w-])api-usage=(\d{1,12})/(\d{1,12})(?!\d)")]
    private static partial Regex ApiUsage();

    [GeneratedRegex(@"^\s*(\d{1,12}(?:\.\d{1,9})?)\s*(?:[,;]|$)")]
    private static partial Regex FirstNumber();

    [GeneratedRegex(@"^\s*limit=(\d{1,12}),\s*remaining=(\d{1,12}),\s*reset=(\d{1,12})\s*$")]
    private static partial Regex Seventh();

    // Strings with parameters, as far as structured fields (RFC 9651) have them here.
    [GeneratedRegex(@"\G\s*""(?<name>[ !#-\[\]-~]{1,64})""(?:;\s*(?<key>[a-z][a-z0-9_-]{0,31})=(?<value>""[ !#-\[\]-~]*""|[^\s"",;]+))*\s*(?:,(?=.)|$)")]
    private static partial Regex ListItem();
}
