using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;

namespace OdooGrains.Connectors.Odoo.Feeds;

/// <summary>
/// Where a sweep is: everything written before <see cref="Second"/> is read, and of that second everything up to <see cref="Id"/> where it is
/// set. Reads <c>2026-11-20 18:00:46</c> or <c>2026-11-20 18:00:46|54</c>.
/// </summary>
internal readonly record struct SweepCursor(DateTime Second, long Id = 0)
{
    private const string Form = "yyyy-MM-dd HH:mm:ss";

    public static SweepCursor Begin(DateTimeOffset since) => new(Truncated(since.UtcDateTime));

    /// <exception cref="ArgumentException">It is no cursor of ours.</exception>
    public static SweepCursor Parse(string text)
    {
        var parts = text.Split('|');
        return DateTime.TryParseExact(parts[0], Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var second) && (parts is [_] || (parts is [_, var id] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            ? new(second, parts is [_, var last] ? long.Parse(last, CultureInfo.InvariantCulture) : 0)
            : throw new ArgumentException($"Cursor '{text}' must read '{Form}' with an id behind '|' or without; begin the feed anew.", nameof(text));
    }

    public static DateTime Time(OdooRecord record) => DateTime.TryParseExact(record.Text("write_date"), Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw new OdooShapeException("write_date");

    public static string Wire(DateTime second) => second.ToString(Form, CultureInfo.InvariantCulture);

    public override string ToString() => Id == 0 ? Wire(Second) : string.Create(CultureInfo.InvariantCulture, $"{Wire(Second)}|{Id}");

    private static DateTime Truncated(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified);
}

/// <summary>A page of records that were written, and where the next one begins.</summary>
internal sealed record SweepPage(IReadOnlyList<OdooRecord> Records, SweepCursor Next, bool HasMore);

/// <summary>
/// Finds what was written, by write_date. The wire has seconds and the database microseconds, so <c>write_date = x and id &gt; y</c> never
/// leaves a second in which more than a page was written at once (one transaction writes one time): seconds are read whole, one that is too
/// large by its ids. At its end a sweep goes back by an overlap, since transactions commit out of order.
/// </summary>
internal static class WriteDateSweep
{
    /// <summary>Requests of one page: a second one where a page is all of one second.</summary>
    public const int Cost = 2;

    public static async Task<SweepPage> ReadAsync(OdooCalls calls, string model, JsonArray filter, string[] fields, SweepCursor at)
    {
        if (at.Id > 0)
        {
            return await SecondAsync(calls, model, filter, fields, at);
        }

        var found = await calls.SearchAsync(model, With(filter, new JsonArray("write_date", ">=", SweepCursor.Wire(at.Second))), [.. fields, "write_date"], OdooLimits.SweepPage, "write_date, id");
        if (found.Count < OdooLimits.SweepPage)
        {
            return new(found, found.Count == 0 ? at : new(Later(at.Second, SweepCursor.Time(found[^1]) - OdooLimits.SweepOverlap)), HasMore: false);
        }

        var last = SweepCursor.Time(found[^1]);
        return SweepCursor.Time(found[0]) == last
            ? await SecondAsync(calls, model, filter, fields, new(last))
            : new([.. found.Where(record => SweepCursor.Time(record) < last)], new(last), HasMore: true);
    }

    private static async Task<SweepPage> SecondAsync(OdooCalls calls, string model, JsonArray filter, string[] fields, SweepCursor at)
    {
        var domain = With(filter, new JsonArray("write_date", ">=", SweepCursor.Wire(at.Second)), new JsonArray("write_date", "<", SweepCursor.Wire(at.Second.AddSeconds(1))), new JsonArray("id", ">", at.Id));
        var found = await calls.SearchAsync(model, domain, [.. fields, "write_date"], OdooLimits.SweepPage);
        return new(found, found.Count < OdooLimits.SweepPage ? new(at.Second.AddSeconds(1)) : at with { Id = found[^1].Id }, HasMore: true);
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    private static JsonArray With(JsonArray filter, params JsonArray[] terms) => new([.. filter.Select(term => term!.DeepClone()), .. terms]);
}
