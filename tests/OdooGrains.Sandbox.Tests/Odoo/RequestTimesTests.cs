using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

public sealed class RequestTimesTests
{
    [Fact]
    public void Nothing_has_no_window() => Assert.Null(new RequestTimes().Fullest(1, 1));

    [Fact]
    public void The_fullest_window_is_the_one_that_counting_all_of_them_finds()
    {
        var random = new Random(1);
        for (var run = 0; run < 200; run++)
        {
            var times = Enumerable.Range(0, random.Next(1, 30)).Select(_ => TimeSpan.FromSeconds(random.NextDouble() * 10)).ToList();
            var counted = new RequestTimes();
            times.ForEach(counted.Add);

            var fullest = counted.Fullest(perSecond: 2, burst: 5)!;

            var over = times.SelectMany(from => times.Where(to => to >= from).Select(to => times.Count(at => at >= from && at <= to) - 5 - (2 * (to - from).TotalSeconds))).Max();
            Assert.Equal(over, fullest.Over, 1e-9);
            Assert.Equal(over <= 0, fullest.IsAllowed);
        }
    }
}
