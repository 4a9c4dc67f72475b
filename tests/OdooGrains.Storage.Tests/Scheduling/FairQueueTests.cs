using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Tests.Scheduling;

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
    public void No_item_waits_longer_than_the_bound()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            HoldsBound(new Random(seed), seed);
        }
    }

    // Serves a random load to its end and compares, for each item, what others were served meanwhile with the bound in the docstring.
    private static void HoldsBound(Random random, int seed)
    {
        var (tenants, quantum, costMax) = (random.Next(1, 8), random.Next(1, 6), random.Next(1, 9));
        var queue = new FairQueue<(int Tenant, int Number, int Cost)>(10_000, 10_000, quantum);
        var ahead = new Dictionary<(int, int), int>();
        for (var tenant = 0; tenant < tenants; tenant++)
        {
            var own = 0;
            for (var number = 0; number < random.Next(1, 40); number++)
            {
                var cost = random.Next(1, costMax + 1);
                own += cost;
                ahead[(tenant, number)] = own;
                Assert.True(queue.TryEnqueue(new($"t{tenant}"), (tenant, number, cost), cost));
            }
        }

        var served = new int[tenants];
        while (queue.TryDequeue(out var item))
        {
            var others = served.Sum() - served[item.Tenant];
            var rounds = (ahead[(item.Tenant, item.Number)] + quantum - 1) / quantum;
            var bound = (rounds * (tenants - 1) * quantum) + ((tenants - 1) * (costMax - 1));
            Assert.True(others <= bound, $"Seed {seed}: item {item} saw {others} units of others, bound {bound}.");
            served[item.Tenant] += item.Cost;
        }

        Assert.Equal(0, queue.Count);
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
