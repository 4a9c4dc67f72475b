using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;

namespace OdooGrains.Storage.Restore;

/// <summary>
/// What a store needs after it was restored from a backup and before a server works on it: whatever was done since the backup is not known here, so each
/// unfinished effect is in doubt, owners of before are fenced off, and feeds list again what came since. May be run again, also after a kill.
/// </summary>
public sealed class AfterRestore(IStore store, TimeProvider time)
{
    /// <summary>How far before the backup feeds begin: pages overlap, clocks differ, and a backup takes its time. 1 h.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>Greater than what any connection can have used up between backup and restore. 1,000,000: one owner a second for eleven days.</summary>
    public const long EpochJump = 1_000_000;

    private const int PageSize = 500;

    // Each unfinished document has a deadline, and none is so late.
    private static readonly DocumentFilter Unfinished = new(StalledAt: new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <exception cref="StoreNotUsableException">It was begun on this store and not ended.</exception>
    public static async Task CheckEndedAsync(IStore store, CancellationToken cancellation)
    {
        if (await store.Restore.LastAsync(cancellation) is { IsDone: false } begun)
        {
            throw new StoreNotUsableException($"The work after the restore of {begun.RestoredAt:u} was begun and not ended, so what is open might be done twice. Run after-restore again.");
        }
    }

    /// <param name="backupAt">The end of what the backup knows; null takes the newest event or page that it has.</param>
    /// <exception cref="StoreNotUsableException">A server is seen on the store, or nothing tells when the backup was made.</exception>
    public async Task<RestoreReport> RunAsync(DateTimeOffset? backupAt, CancellationToken cancellation)
    {
        if (await store.Restore.UserAsync(cancellation) is { } user)
        {
            throw new StoreNotUsableException($"{user} Stop it first: what it sends meanwhile would be in doubt too.");
        }

        await store.MigrateAsync(cancellation);
        var tenants = await TenantsAsync(cancellation);
        var end = backupAt ?? await NewestAsync(tenants, cancellation) ?? throw new StoreNotUsableException("The store knows no event and no page of a feed, so nothing tells when the backup was made; give --backup-at.");
        var point = new RestorePoint(time.GetUtcNow(), end, IsDone: false);
        await store.Restore.PutAsync(point, cancellation);
        var report = new RestoreReport { BackupAt = end, ListedSince = end - Overlap };
        foreach (var tenant in tenants)
        {
            report = await RecoverAsync(tenant, point, report, cancellation);
        }

        await store.Restore.PutAsync(point with { IsDone = true }, cancellation);
        return report;
    }

    private async Task<RestoreReport> RecoverAsync(TenantId tenant, RestorePoint point, RestoreReport report, CancellationToken cancellation)
    {
        var epochs = await store.Restore.RaiseEpochsAsync(tenant, EpochJump, cancellation);
        var (feeds, without) = await RewindAsync(tenant, report.ListedSince, cancellation);
        return report with
        {
            Tenants = report.Tenants + 1,
            Epochs = report.Epochs + epochs,
            Feeds = report.Feeds + feeds,
            WithoutFeeds = [.. report.WithoutFeeds, .. without],
            Effects = report.Effects + await RecoverEffectsAsync(tenant, point.RestoredAt, cancellation),
        };
    }

    private async Task<int> RecoverEffectsAsync(TenantId tenant, DateTimeOffset now, CancellationToken cancellation)
    {
        var count = 0;
        string? cursor = null;
        do
        {
            var page = await store.Documents.ListAsync(tenant, Unfinished, cursor, PageSize, cancellation);
            foreach (var head in page.Items)
            {
                count += await RecoverAsync((await store.Documents.LoadAsync(head.Key, cancellation))!, now, cancellation);
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        return count;
    }

    private async Task<int> RecoverAsync(StoredDocument document, DateTimeOffset now, CancellationToken cancellation)
    {
        var recovered = document.Effects.Select(effect => EffectMachine.Recover(effect, now, now)).Where((effect, index) => !ReferenceEquals(effect, document.Effects[index])).ToList();
        if (recovered.Count == 0)
        {
            return 0;
        }

        var head = recovered.Exists(effect => effect.IsOpen) ? document.Head with { NextActionAt = now } : document.Head;
        var committed = await store.Documents.CommitAsync(
            new() { Head = head, State = document.State, ExpectedVersion = document.Version, Effects = recovered }, cancellation);
        return committed is CommitResult.Committed
            ? recovered.Count
            : throw new StoreNotUsableException($"Order {head.Key} changed meanwhile, so somebody works on this store. Stop it, and run this again.");
    }

    private async Task<(int Feeds, IReadOnlyList<ConnectionKey> Without)> RewindAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellation)
    {
        var count = 0;
        List<ConnectionKey> without = [];
        foreach (var connection in await store.Tenants.ListConnectionsAsync(tenant, cancellation))
        {
            var feeds = await store.Feeds.ListAsync(connection.Key, cancellation);
            foreach (var feed in feeds)
            {
                await store.Feeds.PutAsync(feed.Rewound(since), cancellation);
            }

            count += feeds.Count;
            without.AddRange(feeds.Count == 0 ? [connection.Key] : []);
        }

        return (count, without);
    }

    private async Task<DateTimeOffset?> NewestAsync(IEnumerable<TenantId> tenants, CancellationToken cancellation)
    {
        List<DateTimeOffset?> seen = [];
        foreach (var tenant in tenants)
        {
            seen.Add((await store.Inbox.ListAsync(tenant, null, null, null, 1, cancellation)).FirstOrDefault()?.ReceivedAt);
            foreach (var connection in await store.Tenants.ListConnectionsAsync(tenant, cancellation))
            {
                seen.AddRange((await store.Feeds.ListAsync(connection.Key, cancellation)).Select(feed => feed.ReadAt));
            }
        }

        return seen.Max();
    }

    private async Task<IReadOnlyList<TenantId>> TenantsAsync(CancellationToken cancellation)
    {
        List<TenantId> all = [];
        IReadOnlyList<Tenant> page;
        do
        {
            page = await store.Tenants.ListTenantsAsync(all.Count == 0 ? null : all[^1], PageSize, cancellation);
            all.AddRange(page.Where(tenant => tenant.Status is not TenantStatus.Closed).Select(tenant => tenant.Id));
        }
        while (page.Count == PageSize);
        return all;
    }
}
