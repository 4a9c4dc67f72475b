using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Events;

public class SequentialIdsTests
{
    [Fact]
    public void Ids_ascend_also_when_the_clock_stands_or_goes_back()
        => Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), steps =>
        {
            var clock = new Clock();
            var ids = new SequentialIds(clock, Fill);
            var before = new EventId(ids.Next());
            foreach (var milliseconds in steps)
            {
                clock.Now = clock.Now.AddMilliseconds(milliseconds);
                var next = new EventId(ids.Next());
                Assert.True(next > before, $"{next} does not follow {before}.");
                Assert.True(string.CompareOrdinal(next.ToString(), before.ToString()) > 0, "The text must sort like the id.");
                before = next;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ids_ascend_when_one_millisecond_gives_more_than_the_counter_holds()
    {
        var ids = new SequentialIds(new Clock(), Fill);
        var all = Enumerable.Range(0, 10_000).Select(_ => new EventId(ids.Next())).ToList();
        Assert.Equal(all.Order(), all);
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public void The_floor_of_an_instant_parts_the_ids_of_before_from_those_of_after()
    {
        var clock = new Clock();
        var ids = new SequentialIds(clock, Fill);
        var floor = new EventId(SequentialIds.Floor(clock.Now.AddMilliseconds(1)));
        var before = new EventId(ids.Next());
        clock.Now = clock.Now.AddMilliseconds(1);

        Assert.True(before < floor);
        Assert.True(new EventId(ids.Next()) > floor);
    }

    [Fact]
    public void Ids_are_of_version_7_and_carry_the_time()
    {
        var id = new SequentialIds(new Clock(), Fill).Next();
        Assert.Equal(7, id.Version);
        Assert.Equal(0b10, id.Variant >> 2);
        Assert.Equal(Some.Noon.ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
    }

    [Fact]
    public void Ids_taken_by_several_threads_are_all_different()
    {
        var ids = new SequentialIds(TimeProvider.System);
        var taken = new Guid[8][];
        Parallel.For(0, taken.Length, thread => taken[thread] = [.. Enumerable.Range(0, 1000).Select(_ => ids.Next())]);
        Assert.Equal(8000, taken.SelectMany(some => some).Distinct().Count());
        Assert.All(taken, some => Assert.Equal(some.Select(id => new EventId(id)).Order(), some.Select(id => new EventId(id))));
    }

    // The largest random part each time: only what precedes it can make the next id greater.
    private static void Fill(Span<byte> bytes) => bytes.Fill(0xFF);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Some.Noon;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
