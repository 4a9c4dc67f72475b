using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Tests.Scheduling;

public sealed class FairQueueTests
{
    [Fact]
    public void Tenants_take_turns_whatever_they_queued()
    {
        var queue = new FairQueue<string>(100, 100);
        Fill(queue, "noisy", 5);
        Fill(queue, "quiet", 2);

        Assert.Equal(["noisy0", "quiet0", "noisy1", "quiet1", "noisy2", "noisy3", "noisy4"], Drain(queue));
    }

    [Fact]
    public void A_full_tenant_leaves_room_for_the_others()
    {
        var queue = new FairQueue<string>(16);
        Fill(queue, "noisy", 2);

        Assert.False(queue.TryEnqueue(new("noisy"), "beyond"));
        Assert.True(queue.TryEnqueue(new("quiet"), "first"));
    }

    [Fact]
    public void A_full_queue_refuses_everybody()
    {
        var queue = new FairQueue<string>(2, 2);
        Fill(queue, "one", 2);

        Assert.False(queue.TryEnqueue(new("other"), "beyond"));
        Assert.Equal(2, queue.Count);
    }

    [Fact]
    public void A_tenant_that_pauses_saves_nothing_up()
    {
        var queue = new FairQueue<string>(100, 100, quantum: 10);
        Fill(queue, "one", 1);
        Drain(queue);
        Fill(queue, "one", 30);
        Fill(queue, "other", 30);

        Assert.Equal(10, Drain(queue).TakeWhile(item => item.StartsWith("one", StringComparison.Ordinal)).Count());
    }

    [Fact]
    public void Who_comes_first_is_served_first_where_it_is_told_so()
    {
        var queue = new FairQueue<string>(8, discipline: QueueDiscipline.FirstComeFirstServed);
        Fill(queue, "noisy", 7);
        Fill(queue, "quiet", 1);

        Assert.Equal("quiet0", Drain(queue)[^1]);
    }

    private static void Fill(FairQueue<string> queue, string tenant, int count)
    {
        for (var number = 0; number < count; number++)
        {
            Assert.True(queue.TryEnqueue(new TenantId(tenant), $"{tenant}{number}"));
        }
    }

    private static List<string> Drain(FairQueue<string> queue)
    {
        List<string> items = [];
        while (queue.TryDequeue(out var item))
        {
            items.Add(item);
        }

        return items;
    }
}
