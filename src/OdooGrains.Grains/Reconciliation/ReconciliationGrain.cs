using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Reconciliation;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Reconciliation;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>Begins the runs of one subject when its schedule says so, and looks after those that go on. A run is a row; the grain keeps nothing.</summary>
public sealed class ReconciliationGrain(
    ITenantStore tenants, IReconciliationStore store, ReconciliationReads reads, PostingCheckpoints checkpoints, PolicyDirectory policies, ConnectorRegistry connectors, IIdSource ids, TimeProvider time)
    : Grain, IReconciliationGrain, IRemindable
{
    private const string Turn = "turn";

    private ReconciliationKey Key => ReconciliationKey.Parse(this.GetPrimaryKeyString());

    public Task Ensure() => RestAsync();

    public async Task<StartedRuns> Run(RunRequest request)
    {
        var begun = await BeginAsync(await SourcesAsync(request.Connection));
        await RestAsync();
        return new(begun);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await LookAfterAsync();
        if (await IsDueAsync())
        {
            await BeginAsync(await SourcesAsync(null));
        }

        await RestAsync();
    }

    private async Task<bool> IsDueAsync()
        => await ScheduleAsync() is { } schedule && schedule.Next(await LastAsync() ?? time.GetUtcNow() - ReconciliationLimits.FirstTurn) <= time.GetUtcNow();

    private async Task<DateTimeOffset?> LastAsync()
        => await store.ListAsync(Key.Tenant, Key.Subject, null, 1, default) is [var run] ? run.StartedAt : null;

    // Whoever read the pages may be gone, and no turn comes before a run is over.
    private async Task LookAfterAsync()
    {
        foreach (var run in await store.RunningAsync(Key.Tenant, Key.Subject, default))
        {
            if (time.GetUtcNow() - run.StartedAt < ReconciliationLimits.RunMax)
            {
                await HintAsync(run);
            }
            else
            {
                await reads.FailAsync(run, new(FailureClass.Transient, "too_long", $"It did not end within {ReconciliationLimits.RunMax.TotalHours:0} h; look at the connection's status. The next run looks at its time, too."));
            }
        }
    }

    private async Task<IReadOnlyList<Guid>> BeginAsync(IEnumerable<(ConnectionKey Connection, string Feed)> sources)
    {
        List<Guid> begun = [];
        foreach (var (connection, feed) in sources)
        {
            var run = await NewAsync(connection, feed);
            if (await store.BeginAsync(run, default))
            {
                begun.Add(run.Id);
                await HintAsync(run);
            }
        }

        return begun;
    }

    private async Task<ReconciliationRun> NewAsync(ConnectionKey connection, string feed)
    {
        var (now, subject) = (time.GetUtcNow(), Key.Subject);
        var last = await store.ComparedUntilAsync(connection, subject, default);
        return new()
        {
            Id = ids.Next(),
            Subject = subject,
            Connection = connection,
            Feed = feed,
            Window = subject is ReconciliationSubject.Postings ? ReconciliationWindow.OfPostings(now, last) : ReconciliationWindow.Next(now, last),
            StartedAt = now,
        };
    }

    private Task HintAsync(ReconciliationRun run) => run.Subject is ReconciliationSubject.Postings
        ? checkpoints.MakeAsync(run)
        : GrainFactory.GetGrain<IConnectionGrain>(run.Connection.ToString()).Read(new(run.Feed, run.Id));

    // Of a tenant that is paused or gone there is nothing to compare; the sweep sets the reminder again once it goes on.
    private async Task<IReadOnlyList<(ConnectionKey Connection, string Feed)>> SourcesAsync(string? only) => (await tenants.FindTenantAsync(Key.Tenant, default))?.Status is not TenantStatus.Active ? [] :
    [
        .. (await tenants.ListConnectionsAsync(Key.Tenant, default))
            .Where(connection => connection.Status is ConnectionStatus.Active && (only is null || connection.Key.Connection.Value == only))
            .Select(connection => (connection.Key, Feed: FeedOf(connection.Kind)))
            .Where(source => source.Feed is not null)
            .Select(source => (source.Key, source.Feed!)),
    ];

    // Postings are ours alone and read from no feed; their source is the ERP that is posted in.
    private string? FeedOf(string kind) => (Key.Subject, connectors.Find(kind)) switch
    {
        (ReconciliationSubject.Postings, { } connector) => connector.Manifest.Operations.Any(operation => PostingCheckpoints.IsPosting(operation.Name)) ? "" : null,
        (var subject, { Feeds: { } feeds, Inbound: not null }) => SubjectFeeds.Of(subject).FirstOrDefault(name => feeds.Feeds.Any(feed => feed.Name == name)),
        _ => null,
    };

    private async Task<CronSchedule?> ScheduleAsync() => (await policies.ForAsync(Key.Tenant)).ScheduleOf(Key.Subject);

    // The reminder is set to the next thing to do. That it comes again each day is only for the case that this is never reached.
    private async Task RestAsync()
    {
        if (await NextAsync() is { } wait)
        {
            await this.RegisterOrUpdateReminder(Turn, wait, ReconciliationLimits.AheadMax);
        }
        else if (await this.GetReminder(Turn) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        DeactivateOnIdle();
    }

    private async Task<TimeSpan?> NextAsync()
    {
        var (key, now) = (Key, time.GetUtcNow());
        if ((await store.RunningAsync(key.Tenant, key.Subject, default)).Count > 0)
        {
            return ReconciliationLimits.CheckEvery;
        }

        if (await ScheduleAsync() is not { } schedule || (await SourcesAsync(null)).Count == 0)
        {
            return null;
        }

        // A turn whose place has not come yet is waited for, and one that was missed is made good, whoever asks when.
        var turn = schedule.Next(await LastAsync() ?? now - ReconciliationLimits.Spread) + FeedSchedule.Until(key.ToString(), DateTimeOffset.UnixEpoch, ReconciliationLimits.Spread);
        return turn - now < ReconciliationLimits.Soon ? ReconciliationLimits.Soon : turn - now < ReconciliationLimits.AheadMax ? turn - now : ReconciliationLimits.AheadMax;
    }
}
