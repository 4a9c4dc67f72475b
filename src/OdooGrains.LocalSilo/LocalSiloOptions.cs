using System.Reflection;
using System.Text.Json.Serialization;

namespace OdooGrains.LocalSilo;

/// <summary>Settings of a <see cref="LocalSilo"/>, checked when it is made.</summary>
public sealed class LocalSiloOptions
{
    /// <summary>Where the grain classes are. At least one.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>The clock of timers, reminders, timeouts and idleness.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where turns run. Default: the thread pool.</summary>
    public Dispatcher Dispatcher { get; set; } = Dispatcher.ThreadPool;

    /// <summary>How long a caller waits for an answer, at least; at most a quarter longer. The call runs on. Default 30 s, as on Orleans.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A shorter reminder is refused. Default 1 min, as on Orleans.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an activation stays without a call. Default 15 min, as on Orleans.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many calls may wait at one activation; the next caller gets a <see cref="LimitExceededException"/>. Default 10,000.</summary>
    public int MailboxMax { get; set; } = 10_000;

    /// <summary>The closed list of types that cross between grains or are grain state. With none, state may be of any type.</summary>
    public IList<JsonSerializerContext> WireContexts { get; } = [];

    /// <summary>
    /// For tests: copies arguments, results and events by JSON, refuses types outside <see cref="WireContexts"/>, and rebuilds own exceptions from
    /// message and Data, all as on Orleans between two processes. Default false: instances are passed as they are.
    /// </summary>
    public bool Strict { get; set; }

    /// <summary>Harm for a simulation to do. Default none.</summary>
    public ISiloFaults? Faults { get; set; }

    internal void Validate()
    {
        if (GrainAssemblies.Count == 0) throw new ArgumentException($"{nameof(GrainAssemblies)} is empty: name the assembly of the grain classes.");
        if (Strict && WireContexts.Count == 0) throw new ArgumentException($"{nameof(Strict)} needs {nameof(WireContexts)}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MailboxMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ResponseTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MinimumReminderPeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CollectionAge, TimeSpan.Zero);
    }
}
