using System.Diagnostics.CodeAnalysis;

namespace OdooGrains.Domain.Scheduling;

/// <summary>
/// A cron expression of five fields in a time zone, such as <c>30 2 * * mon-fri Europe/Berlin</c>: minute, hour, day of month, month, day of week (0 and 7 are
/// Sunday); the zone is an IANA name, UTC where it is left out. Where both day fields restrict, either is enough, as in every cron.
/// <para>
/// When clocks change, it keeps to Vixie cron's rule. An expression with set hours runs once a day it names: a time that is skipped in spring runs at the
/// end of the gap, and one that comes twice in autumn runs the first time. One of every hour (<c>*</c>) follows the clock on the wall: what is
/// skipped does not run, and what comes twice runs twice.
/// </para>
/// </summary>
public sealed record CronSchedule
{
    /// <summary>29 February may be eight years away, as from 1896 to 1904; a day that never comes, such as 31 February, is refused.</summary>
    private const int DaysMax = 366 * 9;

    private readonly CronField _minute, _hour, _day, _month, _weekday;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(string text, CronField minute, CronField hour, CronField day, CronField month, CronField weekday, TimeZoneInfo zone)
        => (Text, _minute, _hour, _day, _month, _weekday, _zone) = (text, minute, hour, day, month, weekday, zone);

    /// <summary>As it was given.</summary>
    public string Text { get; }

    public override string ToString() => Text;

    public bool Equals(CronSchedule? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Null where the text is no such expression, names no zone, or names days that never come.</summary>
    public static CronSchedule? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (5 or 6) || !TimeZoneInfo.TryFindSystemTimeZoneById(words.Length == 6 ? words[5] : "UTC", out var zone))
        {
            return null;
        }

        var weekday = CronField.Parse(words[4], 0, 7, CronField.Days);
        return CronField.Parse(words[0], 0, 59) is { } minute
            && CronField.Parse(words[1], 0, 23) is { } hour
            && CronField.Parse(words[2], 1, 31) is { } day
            && CronField.Parse(words[3], 1, 12, CronField.Months, firstName: 1) is { } month
            && weekday is not null
            && new CronSchedule(text, minute, hour, day, month, weekday, zone) is var schedule
            && schedule.TryNext(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), out _)
            ? schedule
            : null;
    }

    /// <summary>The first time after an instant.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
        => TryNext(after, out var next) ? next.Value : throw new InvalidOperationException($"Schedule '{Text}' has no time after {after:u}.");

    private bool TryNext(DateTimeOffset after, [NotNullWhen(true)] out DateTimeOffset? next)
    {
        // A day earlier, since a time of the day before may come again after clocks were set back.
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, _zone).DateTime).AddDays(-1);
        for (var day = 0; day < DaysMax; day++)
        {
            var date = first.AddDays(day);
            if (Names(date) && Instants(date).Where(at => at > after).Select(at => (DateTimeOffset?)at).Min() is { } found)
            {
                next = found;
                return true;
            }
        }

        next = null;
        return false;
    }

    private bool Names(DateOnly date)
    {
        var inMonth = _month.Values.Contains(date.Month);
        var (byDay, byWeekday) = (_day.Values.Contains(date.Day), _weekday.Values.Any(weekday => weekday % 7 == (int)date.DayOfWeek));
        return inMonth && (_day.IsAny || _weekday.IsAny ? byDay && byWeekday : byDay || byWeekday);
    }

    private IEnumerable<DateTimeOffset> Instants(DateOnly date)
        => _hour.Values.SelectMany(hour => _minute.Values.Select(minute => date.ToDateTime(new(hour, minute)))).SelectMany(Instants);

    // Usually one; none, or another, where the wall shows no such time; two where it shows it twice.
    private IEnumerable<DateTimeOffset> Instants(DateTime wall)
    {
        if (_zone.IsInvalidTime(wall))
        {
            return _hour.IsAny ? [] : [EndOfGap(wall)];
        }

        if (!_zone.IsAmbiguousTime(wall))
        {
            return [new DateTimeOffset(wall, _zone.GetUtcOffset(wall)).ToUniversalTime()];
        }

        var twice = _zone.GetAmbiguousTimeOffsets(wall).OrderByDescending(offset => offset).Select(offset => new DateTimeOffset(wall, offset).ToUniversalTime());
        return _hour.IsAny ? twice : twice.Take(1);
    }

    // Gaps begin and end at whole minutes, and none is longer than a day.
    private DateTimeOffset EndOfGap(DateTime wall)
    {
        while (_zone.IsInvalidTime(wall))
        {
            wall = wall.AddMinutes(1);
        }

        return new DateTimeOffset(wall, _zone.GetUtcOffset(wall)).ToUniversalTime();
    }
}
