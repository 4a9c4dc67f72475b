namespace OdooGrains.Grains.Tests.Kit;

/// <summary>Runs the tasks of one process among the turns of the simulation, until the process is killed: then none of them goes on.</summary>
internal sealed class MortalScheduler(TaskScheduler inner) : TaskScheduler
{
    public bool IsDead { get; private set; }

    public void Kill() => IsDead = true;

    protected override void QueueTask(Task task) => Task.Factory.StartNew(() => IsDead || TryExecuteTask(task), CancellationToken.None, TaskCreationOptions.None, inner);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
