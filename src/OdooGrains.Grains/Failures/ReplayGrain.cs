using Microsoft.Extensions.Logging;
using OdooGrains.Contracts.Failures;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;

namespace OdooGrains.Grains.Failures;

/// <summary>
/// Takes one replay from step to step: load, step, commit. The row in the store is the truth at each of them, so whoever goes on after a kill, or beside
/// another activation, does nothing twice.
/// </summary>
public sealed partial class ReplayGrain(IReplayStore replays, ReplayPlanner planner, ReplayApplier applier, TimeProvider time, ILogger<ReplayGrain> logger)
    : Grain, IReplayGrain, IRemindable
{
    private const string Reminder = "replay";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private TenantId _tenant;
    private Guid _id;
    private IGrainTimer? _timer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_tenant, _id) = ReplayKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<Replay> Begin(Replay asked)
    {
        // The reminder first: a replay that is stored is always carried on.
        await WatchAsync();
        var isNew = await replays.CreateAsync(asked, default);
        if (isNew)
        {
            LogBegun(_tenant, _id, asked.Action, asked.By);
        }

        return await FindAsync() ?? throw new InvalidOperationException($"Replay {_id} of tenant {_tenant} was stored and is gone: its tenant was erased.");
    }

    public async Task<ReplayAnswer> Apply()
    {
        if (await FindAsync() is not { } replay)
        {
            return ReplayAnswer.NotFound;
        }

        if (!replay.IsPlanned || replay.Status is not (ReplayStatus.Planned or ReplayStatus.Stopped))
        {
            return replay.Status is ReplayStatus.Applying ? ReplayAnswer.Done : ReplayAnswer.NotNow;
        }

        if (await planner.HashAsync(replay) != replay.PlanHash)
        {
            return ReplayAnswer.PlanChanged;
        }

        await WatchAsync();
        return await replays.UpdateAsync(ReplaySteps.BeginToApply(replay, time.GetUtcNow()), [], default) is null ? ReplayAnswer.NotNow : ReplayAnswer.Done;
    }

    public async Task<ReplayAnswer> Stop(string reason)
    {
        if (await FindAsync() is not { } replay)
        {
            return ReplayAnswer.NotFound;
        }

        return replay.Status is not ReplayStatus.Done and not ReplayStatus.Stopped && await replays.UpdateAsync(ReplaySteps.Stop(replay, reason, time.GetUtcNow()), [], default) is not null
            ? ReplayAnswer.Done
            : ReplayAnswer.NotNow;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        StartTimer();
        return Task.CompletedTask;
    }

    private async Task WatchAsync()
    {
        await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod);
        StartTimer();
    }

    private void StartTimer() => _timer ??= this.RegisterGrainTimer(
        _ => StepAsync(), new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = ReplayLimits.LookEvery, KeepAlive = true });

    private async Task StepAsync()
    {
        switch (await FindAsync())
        {
            case { Status: ReplayStatus.Planning } replay:
                await planner.StepAsync(replay);
                break;
            case { Status: ReplayStatus.Applying } replay:
                await applier.StepAsync(replay);
                break;
            case var atRest:
                await RestAsync(atRest);
                break;
        }
    }

    private async Task RestAsync(Replay? replay)
    {
        _timer?.Dispose();
        _timer = null;
        if (await this.GetReminder(Reminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        if (replay is not null)
        {
            LogRests(_tenant, _id, replay.Status, replay.Planned, replay.StopReason);
        }

        DeactivateOnIdle();
    }

    private Task<Replay?> FindAsync() => replays.FindAsync(_tenant, _id, default);

    [LoggerMessage(Level = LogLevel.Information, Message = "Replay {Replay} of tenant {Tenant} begins: {Action}, asked for by {By}")]
    private partial void LogBegun(TenantId tenant, Guid replay, ReplayAction action, string by);

    [LoggerMessage(Level = LogLevel.Information, Message = "Replay {Replay} of tenant {Tenant} is {Status}; {Documents} documents are in its plan. {Reason}")]
    private partial void LogRests(TenantId tenant, Guid replay, ReplayStatus status, int documents, string? reason);
}
