using Microsoft.Extensions.Logging;
using OdooGrains.Contracts.Tenants;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Tenants;

/// <summary>Erases a draining tenant in batches. A reminder begins it again after a kill, until nothing is left.</summary>
public sealed partial class TenantGrain(ITenantStore tenants, TenantDirectory directory, GrainLimits limits, TimeProvider time, ILogger<TenantGrain> logger)
    : Grain, ITenantGrain, IRemindable
{
    private const string ErasureReminder = "erasure";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    public async Task Erase()
    {
        await this.RegisterOrUpdateReminder(ErasureReminder, ReminderPeriod, ReminderPeriod);
        this.RegisterGrainTimer(_ => EraseAllAsync(), new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => EraseAllAsync();

    private async Task EraseAllAsync()
    {
        var tenant = new TenantId(this.GetPrimaryKeyString());
        directory.Forget(tenant);
        do
        {
            // Sent effects must be settled before their rows go: the reminder comes back.
            if (await tenants.UnsettledAsync(tenant, default) is > 0 and var unsettled)
            {
                LogWaits(tenant, unsettled);
                return;
            }
        }
        while (!await tenants.EraseAsync(tenant, limits.EraseBatch, time.GetUtcNow(), default));

        directory.Forget(tenant);
        if (await this.GetReminder(ErasureReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        LogErased(tenant);
        DeactivateOnIdle();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Tenant {Tenant} is erased")]
    private partial void LogErased(TenantId tenant);

    [LoggerMessage(Level = LogLevel.Information, Message = "The erasure of tenant {Tenant} waits for {Unsettled} effects that are sent or in doubt; deleting it again with force=true and a reason ends that")]
    private partial void LogWaits(TenantId tenant, int unsettled);
}
