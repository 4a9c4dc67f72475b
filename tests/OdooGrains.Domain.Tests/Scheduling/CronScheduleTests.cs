using System.Globalization;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Domain.Tests.Scheduling;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * *", "2026-11-20T12:00:00Z", "2026-11-20T12:01:00Z")]
    [InlineData("*/15 * * * *", "2026-11-20T12:00:01Z", "2026-11-20T12:15:00Z")]
    [InlineData("5/20 * * * *", "2026-11-20T12:06:00Z", "2026-11-20T12:25:00Z")]
    [InlineData("10-40/10 9-10 * * *", "2026-11-20T09:40:00Z", "2026-11-20T10:10:00Z")]
    [InlineData("0 3 * * *", "2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z")]
    [InlineData("30 2 * * MON-Fri", "2026-11-20T03:00:00Z", "2026-11-23T02:30:00Z")]
    [InlineData("0 0 * * 7", "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("0 0 1 jan,jul *", "2026-11-20T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 0 31 * *", "2026-11-20T00:00:00Z", "2026-12-31T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-11-20T00:00:00Z", "2028-02-29T00:00:00Z")]
    // Both day fields restrict: either is enough.
    [InlineData("0 0 13 * fri", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("0 0 22 * fri", "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z")]
    // A field that begins with * does not restrict, so both count.
    [InlineData("0 0 */2 * mon", "2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData("0 3 * * * Europe/Berlin", "2026-11-20T00:00:00Z", "2026-11-20T02:00:00Z")]
    [InlineData("0 3 * * * America/New_York", "2026-07-01T00:00:00Z", "2026-07-01T07:00:00Z")]
    [InlineData("30 5 * * * Asia/Kolkata", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")]
    public void The_next_time_is_the_first_after_the_instant(string text, string after, string expected) => Assert.Equal(At(expected), CronSchedule.Parse(text)!.Next(At(after)));

    // Berlin skips 02:00 to 03:00 on 2026-03-29, and has 02:00 to 03:00 twice on 2026-10-25.
    [Theory]
    [InlineData("30 2 * * * Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("0,30 2 * * * Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("30 2 * * * Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("30 * * * * Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z")]
    [InlineData("30 * * * * Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("*/30 2-3 * * * Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:30:00Z")]
    // Havana sets its clocks at midnight: there is no 00:30 on 2026-03-08.
    [InlineData("30 0 * * * America/Havana", "2026-03-07T12:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:30:00Z")]
    public void Where_clocks_change_set_hours_run_once_a_day_and_every_hour_follows_the_wall(string text, string after, string first, string second)
    {
        var schedule = CronSchedule.Parse(text)!;

        Assert.Equal((At(first), At(second)), (schedule.Next(At(after)), schedule.Next(schedule.Next(At(after)))));
    }

    [Fact]
    public void Each_day_of_a_decade_has_exactly_one_time_of_a_daily_schedule()
    {
        var schedule = CronSchedule.Parse("30 2 * * * Europe/Berlin")!;
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var at = At("2026-01-01T00:00:00Z");
        List<DateOnly> days = [];
        while (at < At("2036-01-01T00:00:00Z"))
        {
            at = schedule.Next(at);
            days.Add(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));
        }

        Assert.All(days.Zip(days.Skip(1)), pair => Assert.Equal(pair.First.AddDays(1), pair.Second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("1//2 * * * *")]
    [InlineData("1-2-3 * * * *")]
    [InlineData("1, * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("* * * foo *")]
    [InlineData("0 3 * * * Mars/Olympus")]
    [InlineData("0 0 31 2 *")]
    public void What_is_no_schedule_is_refused(string text) => Assert.Null(CronSchedule.Parse(text));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
