using Microsoft.Extensions.Logging;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Failures;
using OdooGrains.Contracts.Feeds;
using OdooGrains.Contracts.Orders;
using OdooGrains.Contracts.Reconciliation;
using OdooGrains.Contracts.Tenants;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Api;

/// <summary>The few calls that the front makes to grains, each with a short timeout: a front works with every silo down, as far as it can.</summary>
public sealed partial class GrainCalls(IGrainFactory grains, ApiOptions options, TimeProvider time, ILogger<GrainCalls> logger)
{
    public Task<OrderAnswer> RetryAsync(DocumentKey order) => InTimeAsync(() => grains.GetGrain<IOrderGrain>(order.ToString()).Retry(), $"order {order.Id}");

    public Task<OrderAnswer> DiscardAsync(DocumentKey order, string reason)
        => InTimeAsync(() => grains.GetGrain<IOrderGrain>(order.ToString()).Discard(reason), $"order {order.Id}");

    public Task<OrderAnswer> ForceAsync(DocumentKey order, ForcedHold hold)
        => InTimeAsync(() => grains.GetGrain<IOrderGrain>(order.ToString()).Force(hold), $"order {order.Id}");

    public Task<Replay> BeginReplayAsync(Replay asked) => InTimeAsync(() => ReplayOf(new(asked.Tenant, asked.Id)).Begin(asked), $"replay {asked.Id}");

    public Task<ReplayAnswer> ApplyReplayAsync(ReplayKey replay) => InTimeAsync(() => ReplayOf(replay).Apply(), $"replay {replay.Id}");

    public Task<ReplayAnswer> StopReplayAsync(ReplayKey replay, string reason) => InTimeAsync(() => ReplayOf(replay).Stop(reason), $"replay {replay.Id}");

    public Task EraseAsync(TenantId tenant) => InTimeAsync(() => DoneAsync(grains.GetGrain<ITenantGrain>(tenant.Value).Erase()), $"tenant {tenant}");

    /// <summary>Tells a connection's owner to look at it anew. It would learn of the change by itself within 30 s, so no answer is no failure.</summary>
    public async Task ReloadAsync(ConnectionKey connection)
    {
        try
        {
            await InTimeAsync(() => DoneAsync(grains.GetGrain<IConnectionGrain>(connection.ToString()).Reload()), $"connection {connection.Connection}");
        }
        catch (GrainUnavailableException error)
        {
            LogNotReloaded(connection, error);
        }
    }

    /// <summary>Sees to it that feeds are read, or no longer. The sweep would do it within a minute, so no answer is no failure.</summary>
    public async Task EnsureFeedsAsync(IEnumerable<FeedKey> feeds)
    {
        foreach (var feed in feeds)
        {
            try
            {
                await InTimeAsync(() => DoneAsync(grains.GetGrain<IFeedGrain>(feed.ToString()).Ensure()), $"feed {feed}");
            }
            catch (GrainUnavailableException error)
            {
                LogNotEnsured(feed, error);
            }
        }
    }

    public Task ReadFeedAsync(FeedKey feed) => InTimeAsync(
        async () =>
        {
            var grain = grains.GetGrain<IFeedGrain>(feed.ToString());
            await grain.Ensure();
            await grain.Hint();
            return true;
        },
        $"feed {feed}");

    public Task<StartedRuns> ReconcileAsync(ReconciliationKey subject, string? connection)
        => InTimeAsync(() => grains.GetGrain<IReconciliationGrain>(subject.ToString()).Run(new(connection)), $"reconciliation {subject}");

    /// <summary>Sees to it that a tenant's subjects are compared as its policy says now. The sweep would do it within the hour, so no answer is no failure.</summary>
    public Task EnsureReconciliationsAsync(TenantId tenant)
        => Task.WhenAll(Enum.GetValues<ReconciliationSubject>().Select(subject => EnsureAsync(new ReconciliationKey(tenant, subject))));

    private async Task EnsureAsync(ReconciliationKey subject)
    {
        try
        {
            await InTimeAsync(() => DoneAsync(grains.GetGrain<IReconciliationGrain>(subject.ToString()).Ensure()), $"reconciliation {subject}");
        }
        catch (GrainUnavailableException error)
        {
            LogNotScheduled(subject, error);
        }
    }

    /// <summary>What the owner of a connection reports; null when it does not answer in time.</summary>
    public async Task<ConnectionReport?> StatusAsync(ConnectionKey connection)
    {
        try
        {
            return await InTimeAsync(() => grains.GetGrain<IConnectionGrain>(connection.ToString()).Status(), $"connection {connection.Connection}");
        }
        catch (GrainUnavailableException error)
        {
            LogNoStatus(connection, error);
            return null;
        }
    }

    private IReplayGrain ReplayOf(ReplayKey replay) => grains.GetGrain<IReplayGrain>(replay.ToString());

    private static async Task<bool> DoneAsync(Task call)
    {
        await call;
        return true;
    }

    private async Task<T> InTimeAsync<T>(Func<Task<T>> call, string what)
    {
        try
        {
            return await call().WaitAsync(options.GrainTimeout, time);
        }
        catch (Exception error) when (error is not GrainUnavailableException)
        {
            throw new GrainUnavailableException($"The owner of {what} did not answer; it is not known whether it did what was asked. Look at it before you ask again.", error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The owner of connection {Connection} was not told of a change; it reads it within 30 s")]
    private partial void LogNotReloaded(ConnectionKey connection, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The owner of feed {Feed} was not told to begin or end it; the sweep tells it within a minute")]
    private partial void LogNotEnsured(FeedKey feed, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciliation {Subject} was not told of its schedule; the sweep tells it within the hour")]
    private partial void LogNotScheduled(ReconciliationKey subject, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The owner of connection {Connection} did not report its status")]
    private partial void LogNoStatus(ConnectionKey connection, Exception error);
}

/// <summary>A grain did not answer in time, or failed.</summary>
public sealed class GrainUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
