using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Tests.Scheduling;

/// <summary>The bound of docs/isolation.md, over loads in which tenants come, go and spread what they send over many connections.</summary>
public sealed class FairQueueBoundTests
{
    private const int CostMax = 8, ConnectionsMax = 30;

    [Fact]
    public void Nobody_waits_for_more_of_others_than_the_bound()
        => Prop.ForAll(Loads(connections: 1).ToArbitrary(), load => WorstExcess(load) <= 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Nor_where_tenants_split_their_load_over_many_connections()
        => Prop.ForAll(Loads(ConnectionsMax).ToArbitrary(), load => WorstExcess(load) <= 0).QuickCheckThrowOnFailure();

    [Fact]
    public void The_bound_is_reached_so_no_lower_one_holds()
    {
        Load load = new(Quantum: 1, [new Arrives(0, 0, 1), new Arrives(1, 0, 1), new Arrives(2, 0, 1), .. Enumerable.Repeat<Happening>(new IsServed(), 3)]);

        Assert.Equal(0, WorstExcess(load));
    }

    [Fact]
    public void Served_by_connection_a_tenant_that_splits_would_break_the_bound()
    {
        var split = Enumerable.Range(0, ConnectionsMax).Select(connection => new Arrives(0, connection, 1));
        Load load = new(Quantum: 1, [.. split, new Arrives(1, 0, 1), .. Enumerable.Repeat<Happening>(new IsServed(), ConnectionsMax + 1)]);

        Assert.True(WorstExcess(load) <= 0);
        Assert.True(WorstExcess(load, keyOf: connection => new($"{connection.Tenant}-{connection.Connection}")) > 0);
    }

    [Fact]
    public void First_come_first_served_would_break_the_bound()
    {
        Load load = new(Quantum: 1, [.. Enumerable.Repeat(new Arrives(0, 0, 1), 50), new Arrives(1, 0, 1), .. Enumerable.Repeat<Happening>(new IsServed(), 51)]);

        Assert.True(WorstExcess(load, discipline: QueueDiscipline.FirstComeFirstServed) > 40);
    }

    private sealed record Load(int Quantum, IReadOnlyList<Happening> Happenings)
    {
        public int CostMost { get; } = Happenings.OfType<Arrives>().Select(arrives => arrives.Cost).DefaultIfEmpty().Max();
    }

    private abstract record Happening;

    private sealed record Arrives(int Tenant, int Connection, int Cost) : Happening;

    private sealed record IsServed : Happening;

    private sealed record Item(ConnectionKey Connection, int Cost);

    /// <summary>An item that waits, and what was served to others since it came.</summary>
    private sealed record Wait(Item Item, int Own)
    {
        public int OfOthers { get; set; }
        public HashSet<TenantId> Others { get; } = [];
    }

    private static Gen<Load> Loads(int connections)
        => from quantum in Gen.Choose(1, 10)
           from happenings in Happenings(connections).ListOf(300)
           select new Load(quantum, [.. happenings, .. Enumerable.Repeat(new IsServed(), 300)]);

    private static Gen<Happening> Happenings(int connections)
        => Gen.Frequency(
            (3, from tenant in Gen.Frequency((4, Gen.Constant(0)), (3, Gen.Choose(1, 7)))
                from connection in Gen.Choose(0, connections - 1)
                from cost in Gen.Choose(1, CostMax)
                select (Happening)new Arrives(tenant, connection, cost)),
            (2, Gen.Constant<Happening>(new IsServed())));

    /// <summary>How far the worst wait for others lies above the bound of the docstring; at most 0 where the bound holds.</summary>
    private static int WorstExcess(Load load, QueueDiscipline discipline = QueueDiscipline.ByTenant, Func<ConnectionKey, TenantId>? keyOf = null)
    {
        FairQueue<Item> queue = new(10_000, 10_000, load.Quantum, discipline);
        List<Wait> waiting = [];
        var worst = int.MinValue;
        foreach (var happening in load.Happenings)
        {
            if (happening is Arrives arrives)
            {
                Item item = new(new(new($"t{arrives.Tenant}"), new($"c{arrives.Connection}")), arrives.Cost);
                var own = waiting.Where(wait => wait.Item.Connection.Tenant == item.Connection.Tenant).Sum(wait => wait.Item.Cost) + item.Cost;
                waiting.Add(new(item, own));
                Assert.True(queue.TryEnqueue(keyOf?.Invoke(item.Connection) ?? item.Connection.Tenant, item, item.Cost));
            }
            else if (queue.TryDequeue(out var served))
            {
                var over = waiting.Single(wait => ReferenceEquals(wait.Item, served));
                waiting.Remove(over);
                worst = over.Others.Count > 0 ? Math.Max(worst, over.OfOthers - Bound(over, load)) : worst;
                foreach (var wait in waiting.Where(wait => wait.Item.Connection.Tenant != served.Connection.Tenant))
                {
                    wait.OfOthers += served.Cost;
                    wait.Others.Add(served.Connection.Tenant);
                }
            }
        }

        return worst;
    }

    private static int Bound(Wait wait, Load load)
        => wait.Others.Count * (((wait.Own + load.Quantum - 1) / load.Quantum * load.Quantum) + load.CostMost - 1);
}
