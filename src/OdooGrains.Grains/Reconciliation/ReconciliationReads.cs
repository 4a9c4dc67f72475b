using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Grains.Feeds;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>Reads the list of a run page by page, compares each page, and ends the run behind the last. The cursor of the feed itself stays where it is.</summary>
public sealed partial class ReconciliationReads(
    IReconciliationStore store, PageComparison comparison, RunSettlement settlement, PolicyDirectory policies, IChance chance, TimeProvider time, ILogger<ReconciliationReads> logger) : IFeedUse
{
    private readonly ConcurrentDictionary<Guid, RunProgress> _runs = [];

    public async Task<FeedStart?> BeginAsync(FeedCall call)
    {
        var id = call.Read.Run!.Value;
        if (await store.FindAsync(call.Connection.Tenant, id, default) is not { Status: RunStatus.Running } run)
        {
            _runs.TryRemove(id, out _);
            return null;
        }

        return new(_runs.GetOrAdd(id, _ => new()).Cursor, run.Window.Since, 0);
    }

    public async Task<DateTimeOffset?> TakeAsync(FeedCall call, FeedStart start, FeedPage page)
    {
        var id = call.Read.Run!.Value;
        if (!_runs.TryGetValue(id, out var progress) || await store.FindAsync(call.Connection.Tenant, id, default) is not { Status: RunStatus.Running } run)
        {
            _runs.TryRemove(id, out _);
            return null;
        }

        return page switch
        {
            FeedPage.Read read => await ReadAsync(call, run, progress, read),
            FeedPage.Failed failed => await FailedAsync(call, run, progress, failed.Failure),
            _ => throw new InvalidOperationException($"Page {page.GetType().Name} of feed {call.Key} is not known."),
        };
    }

    /// <summary>Ends a run that takes too long.</summary>
    public async Task FailAsync(ReconciliationRun run, Failure failure)
    {
        _runs.TryRemove(run.Id, out _);
        if (await store.EndAsync(run.Failed(failure, time.GetUtcNow()), [], default))
        {
            LogFailed(run.Connection.ToString(), run.Subject, failure.Message);
        }
    }

    private async Task<DateTimeOffset?> ReadAsync(FeedCall call, ReconciliationRun run, RunProgress progress, FeedPage.Read page)
    {
        var policy = await policies.ForAsync(call.Connection.Tenant);
        await comparison.CompareAsync(run, call.Config, page.Events, policy.Reconciliation.Tolerance, progress);
        (progress.Cursor, progress.Failures) = (page.Cursor, 0);
        if (progress.IsLaden)
        {
            await settlement.SettleAsync(run, progress, policy);
        }

        if (page.HasMore && !progress.IsFull)
        {
            return time.GetUtcNow();
        }

        if (await settlement.EndAsync(run, progress, policy) is { } ended)
        {
            LogEnded(run.Connection.ToString(), run.Subject, ended.Compared, ended.Matched, ended.Repaired, ended.LeftToPerson);
        }

        _runs.TryRemove(run.Id, out _);
        return null;
    }

    private async Task<DateTimeOffset?> FailedAsync(FeedCall call, ReconciliationRun run, RunProgress progress, Failure failure)
    {
        var now = time.GetUtcNow();
        if (now - run.StartedAt >= ReconciliationLimits.RunMax)
        {
            await FailAsync(run, failure);
            return null;
        }

        var backoff = (await policies.ForAsync(call.Connection)).Retry.DelayAfter(++progress.Failures, chance.NextDouble());
        return now + (failure.RetryAfter is { } asked && asked > backoff ? asked : backoff);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Subject} of {Connection} were compared: {Compared} things, {Matched} agree, {Repaired} repaired, {Left} left to a person")]
    private partial void LogEnded(string connection, ReconciliationSubject subject, long compared, long matched, long repaired, long left);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Subject} of {Connection} could not be compared: {Reason}")]
    private partial void LogFailed(string connection, ReconciliationSubject subject, string reason);
}
