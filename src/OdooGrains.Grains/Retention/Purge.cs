using Microsoft.Extensions.Logging;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Retention;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Grains.Platform;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Retention;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Retention;

/// <summary>
/// Follows the sweep and removes what is done and old enough: tenant by tenant, in small batches, at a bounded rate. The sweep does not wait for it.
/// </summary>
public sealed partial class Purge(IRetentionStore store, PlatformFigures figures, PolicyDirectory policies, ILogger<Purge> logger) : ISweepFollower
{
    private readonly TenantPass _pass = new(figures, RetentionLimits.RoundTenants, RetentionLimits.RoundEvery, RetentionLimits.PassEvery);
    private Task _round = Task.CompletedTask;

    public Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        if (_round.IsCompleted && _pass.Begins(round.At))
        {
            _round = GuardAsync(round.At, cancellation);
        }

        return Task.CompletedTask;
    }

    // Nobody waits: what fails now is done in the next round.
    private async Task GuardAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await RoundAsync(now, cancellation);
        }
        catch (Exception error)
        {
            LogFailed(error);
        }
    }

    private async Task RoundAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var left = RetentionLimits.RoundRows;
        foreach (var tenant in _pass.Next())
        {
            left -= await PurgeAsync(tenant.Id, now, left, cancellation);
            if (left <= 0)
            {
                // There may be more of this one: it comes first in the next round.
                return;
            }

            _pass.Done(tenant.Id);
        }

        _pass.End();
    }

    private async Task<int> PurgeAsync(TenantId tenant, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        var kept = (await policies.ForAsync(tenant, cancellation)).DocumentsKept;
        var events = await AllAsync(batch => store.PurgeEventsAsync(tenant, now - RetentionLimits.EventsKept, batch, cancellation), limit);
        var documents = await AllAsync(batch => store.PurgeDocumentsAsync(tenant, now - kept, batch, cancellation), limit - events);
        var reports = await AllAsync(batch => store.PurgeReportsAsync(tenant, now - ReconciliationLimits.ReportsKept, batch, cancellation), limit - events - documents);
        if (events + documents + reports > 0)
        {
            LogPurged(tenant, events, documents, reports);
        }

        return events + documents + reports;
    }

    private static async Task<int> AllAsync(Func<int, Task<int>> purge, int limit)
    {
        var removed = 0;
        while (removed < limit)
        {
            var batch = Math.Min(RetentionLimits.BatchRows, limit - removed);
            var gone = await purge(batch);
            removed += gone;
            if (gone < batch)
            {
                break;
            }
        }

        return removed;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Of tenant {Tenant} {Events} done events, {Documents} finished orders and {Reports} reports were old enough to go")]
    private partial void LogPurged(TenantId tenant, int events, int documents, int reports);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is old could not be removed now; it is tried again soon")]
    private partial void LogFailed(Exception error);
}
