using System.Diagnostics.CodeAnalysis;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Scheduling;

/// <summary>
/// Deficit round robin over tenants (Shreedhar and Varghese, 1995): each tenant has a queue of its own, in order, and each round gives
/// each waiting tenant <see cref="Quantum"/> units of cost to spend. All operations are O(1). Not thread-safe: the owner locks.
/// <para>
/// The bound: let B be the cost of a tenant's own items that wait when one of them comes, itself too, n the tenants that are served until it is
/// and C the highest cost of an item. Others are served at most <c>⌈B ÷ Q⌉ × (n − 1) × Q + (n − 1) × (C − 1)</c> units before it. It holds
/// however many connections or documents a tenant spreads its load over, since the tenant is the only key. docs/isolation.md derives it.
/// </para>
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue.")]
public sealed class FairQueue<T>
{
    // Whose turn it is where nobody has one of his own.
    private static readonly TenantId Everybody = new("everybody");

    private readonly Dictionary<TenantId, Turn> _turns = [];
    private readonly LinkedList<Turn> _round = [];
    private readonly QueueDiscipline _discipline;

    /// <param name="capacity">Items in all, at most.</param>
    /// <param name="tenantCapacity">Items of one tenant, at most: what keeps room for the others. Default an eighth of <paramref name="capacity"/>.</param>
    /// <param name="quantum">Units of cost a tenant and round. Default 1; best not below the usual cost.</param>
    public FairQueue(int capacity, int? tenantCapacity = null, int quantum = 1, QueueDiscipline discipline = QueueDiscipline.ByTenant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(quantum, 1);
        Capacity = capacity;
        TenantCapacity = discipline is QueueDiscipline.FirstComeFirstServed ? capacity : tenantCapacity ?? Math.Max(1, capacity / 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(TenantCapacity, 1, nameof(tenantCapacity));
        Quantum = quantum;
        _discipline = discipline;
    }

    public int Count { get; private set; }
    public int Capacity { get; }
    public int TenantCapacity { get; }
    public int Quantum { get; }

    /// <summary>How many tenants wait.</summary>
    public int TenantCount => _round.Count;

    public int CountOf(TenantId tenant) => _turns.TryGetValue(KeyOf(tenant), out var turn) ? turn.Items.Count : 0;

    /// <summary>False when the queue or the tenant's part of it is full.</summary>
    public bool TryEnqueue(TenantId tenant, T item, int cost = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 1);
        if (Count >= Capacity || CountOf(tenant) >= TenantCapacity)
        {
            return false;
        }

        var key = KeyOf(tenant);
        if (!_turns.TryGetValue(key, out var turn))
        {
            turn = new(key);
            _turns.Add(key, turn);
            _round.AddLast(turn.Node);
        }

        turn.Items.Enqueue((item, cost));
        Count++;
        return true;
    }

    /// <summary>The next item in the fair order; false when nothing waits.</summary>
    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        if (_round.First is not { } node)
        {
            item = default;
            return false;
        }

        var turn = Affordable(node);
        (item, var cost) = turn.Items.Dequeue();
        turn.Deficit -= cost;
        Count--;
        Pass(turn);
        return true;
    }

    private TenantId KeyOf(TenantId tenant) => _discipline is QueueDiscipline.FirstComeFirstServed ? Everybody : tenant;

    // Ends, since each round adds a quantum; O(1) a served item where the quantum is not below the usual cost.
    private Turn Affordable(LinkedListNode<Turn> node)
    {
        while (true)
        {
            var turn = node.Value;
            if (!turn.HasQuantum)
            {
                turn.HasQuantum = true;
                turn.Deficit += Quantum;
            }

            if (turn.Items.Peek().Cost <= turn.Deficit)
            {
                return turn;
            }

            EndTurn(turn);
            node = _round.First!;
        }
    }

    private void Pass(Turn turn)
    {
        if (turn.Items.Count == 0)
        {
            // What a tenant did not use is not saved up: it would come back as a burst.
            _round.Remove(turn.Node);
            _turns.Remove(turn.Tenant);
        }
        else if (turn.Items.Peek().Cost > turn.Deficit)
        {
            EndTurn(turn);
        }
    }

    private void EndTurn(Turn turn)
    {
        turn.HasQuantum = false;
        _round.Remove(turn.Node);
        _round.AddLast(turn.Node);
    }

    private sealed class Turn
    {
        public Turn(TenantId tenant) => (Tenant, Node) = (tenant, new(this));

        public TenantId Tenant { get; }
        public LinkedListNode<Turn> Node { get; }
        public Queue<(T Item, int Cost)> Items { get; } = new();
        public int Deficit { get; set; }

        /// <summary>It has been given this round's quantum.</summary>
        public bool HasQuantum { get; set; }
    }
}
