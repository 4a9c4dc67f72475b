namespace OdooGrains.Simulation;

/// <summary>Whether a process lives. What it waits for after its death never comes.</summary>
internal sealed class Life(int number)
{
    private static readonly Task NeverEnds = new TaskCompletionSource().Task;
    private readonly List<object> _remains = [];

    /// <summary>Which process of the world, from 1.</summary>
    public int Number { get; } = number;

    public bool IsOver { get; private set; }

    public void End() => IsOver = true;

    /// <summary>
    /// Keeps what the dead process leaves until the world ends: a PeriodicTimer that is collected ends the wait for its tick, on the finalizer's
    /// thread, and so would wake the dead.
    /// </summary>
    public void Bury(object remains) => _remains.Add(remains);

    /// <summary>Done at once while the process lives, else never.</summary>
    public Task Alive => IsOver ? NeverEnds : Task.CompletedTask;
}
