using Microsoft.Extensions.Logging;
using OdooGrains.Domain.Retention;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Retention;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Retention;

/// <summary>
/// Follows the sweep and removes what is done and old enough: tenant by tenant, in small batches, at a bounded rate. The sweep does not wait for it.
/// </summary>
public sealed partial class Purge(IRetentionStore store, PlatformFigures figures, PolicyDirectory policies, ILogger<Purge> logger) : ISweepFollower
{
    private Task _round = Task.CompletedTask;
    private DateTimeOffset? _roundAt, _passAt;
    private TenantId? _last;

    public Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        var isDue = _roundAt is null || round.At - _roundAt >= RetentionLimits.RoundEvery;
        var isResting = _last is null && round.At - _passAt < RetentionLimits.PassEvery;
        if (isDue && !isResting && _round.IsCompleted)
        {
            (_roundAt, _passAt) = (round.At, _last is null ? round.At : _passAt);
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
        foreach (var tenant in Next())
        {
            left -= await PurgeAsync(tenant.Id, now, left, cancellation);
            if (left <= 0)
            {
                // There may be more of this one: it comes first in the next round.
                return;
            }

            _last = tenant.Id;
        }

        _last = figures.Tenants.Count > 0 && figures.Tenants[^1].Id == _last ? null : _last;
    }

    private List<Tenant> Next()
        => [.. figures.Tenants.SkipWhile(tenant => _last is { } last && string.CompareOrdinal(tenant.Id.Value, last.Value) <= 0).Take(RetentionLimits.RoundTenants)];

    private async Task<int> PurgeAsync(TenantId tenant, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        var kept = (await policies.ForAsync(tenant, cancellation)).DocumentsKept;
        var events = await AllAsync(batch => store.PurgeEventsAsync(tenant, now - RetentionLimits.EventsKept, batch, cancellation), limit);
        var documents = await AllAsync(batch => store.PurgeDocumentsAsync(tenant, now - kept, batch, cancellation), limit - events);
        if (events + documents > 0)
        {
            LogPurged(tenant, events, documents);
        }

        return events + documents;
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Of tenant {Tenant} {Events} done events and {Documents} finished orders were old enough to go")]
    private partial void LogPurged(TenantId tenant, int events, int documents);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is old could not be removed now; it is tried again soon")]
    private partial void LogFailed(Exception error);
}
