namespace OdooGrains.Benchmarks.Peers.Job;

/// <summary>What is asked for an order.</summary>
internal enum Work
{
    /// <summary>To be accepted; where the system can, it is not worked.</summary>
    Accept,

    /// <summary>One step.</summary>
    OneStep,

    /// <summary>All steps of a saga, each of them stored before the next one is worked.</summary>
    Saga,
}

/// <summary>A system that takes the job, written in C#. The ones in JavaScript have the same in <c>node/peers</c>.</summary>
/// <typeparam name="TOrder">An order as this system is handed it.</typeparam>
internal interface IContender<TOrder>
{
    /// <summary>Makes orders ready to be handed in, each for the tenant of its index; not measured.</summary>
    Task<IReadOnlyList<TOrder>> MakeAsync(Work work, int count, Func<int, int> tenantOf);

    /// <summary>Begins to work orders, so many at once.</summary>
    Task BeginWorkAsync(int slots, TimeSpan callTime);

    Task EndWorkAsync();

    /// <summary>Hands one order in; returns once it is durable.</summary>
    Task AcceptAsync(TOrder order);

    /// <summary>The same for many in one call of the system's own; null where it has none.</summary>
    Func<IReadOnlyList<TOrder>, Task>? AcceptMany { get; }

    /// <summary>The orders that were stored and have not been worked, as the store counts them.</summary>
    Task<long> RemainingAsync();

    /// <summary>When an order was done, as a timestamp; null before. An order that is only to be accepted is done at once.</summary>
    long? EndOf(TOrder order);

    /// <summary>Ends beyond the first of an order.</summary>
    int Repeated { get; }
}
