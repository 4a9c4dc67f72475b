using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Formats;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IReplayStore"/>
internal sealed class MemoryReplayStore(MemoryStore store) : IReplayStore
{
    public Task<bool> CreateAsync(Replay replay, CancellationToken cancellation)
        => store.WriteAsync("Replays.Create", replay.Tenant, tables => tables.Replays.TryAdd(Key(replay.Tenant, replay.Id), new(Cut(replay) with { Version = 1 })), cancellation);

    public Task<Replay?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellation)
        => store.ReadAsync("Replays.Find", tenant, tables => tables.Replays.GetValueOrDefault(Key(tenant, id))?.Replay, cancellation);

    public Task<IReadOnlyList<Replay>> ListAsync(TenantId tenant, ReplayCursor? before, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<Replay>>(
        "Replays.List",
        tenant,
        tables =>
        [
            .. tables.Replays.Values.Select(one => one.Replay)
                .Where(replay => replay.Tenant == tenant && (before is not { } cursor || (replay.CreatedAt, replay.Id).CompareTo((cursor.CreatedAt, cursor.Id)) < 0))
                .OrderByDescending(replay => (replay.CreatedAt, replay.Id))
                .Take(limit),
        ],
        cancellation);

    public Task<Replay?> UpdateAsync(Replay replay, IReadOnlyList<ReplayItem> planned, CancellationToken cancellation) => store.WriteAsync(
        "Replays.Update",
        replay.Tenant,
        tables =>
        {
            var stored = tables.Replays.GetValueOrDefault(Key(replay.Tenant, replay.Id));
            if (stored?.Replay.Version != replay.Version)
            {
                return null;
            }

            stored.Replay = Cut(replay) with { Version = replay.Version + 1 };
            stored.Items.AddRange(planned);
            return stored.Replay;
        },
        cancellation);

    public Task<IReadOnlyList<ReplayItem>> ItemsAsync(TenantId tenant, Guid id, ReplayOutcome? outcome, int after, int limit, CancellationToken cancellation) => ReadAsync(
        "Replays.Items", tenant, id, items => items.Where(item => item.Number > after && (outcome is null || item.Outcome == outcome)).Take(limit), cancellation);

    public Task<IReadOnlyList<ReplayItem>> OpenAsync(TenantId tenant, Guid id, int upTo, CancellationToken cancellation)
        => ReadAsync("Replays.Open", tenant, id, items => items.Where(item => item.Number <= upTo && IsOpen(item)), cancellation);

    public Task SettleAsync(TenantId tenant, Guid id, IReadOnlyList<ReplayItem> items, CancellationToken cancellation) => store.WriteAsync(
        "Replays.Settle",
        tenant,
        tables =>
        {
            var stored = tables.Replays[Key(tenant, id)].Items;
            foreach (var item in items.Where(item => IsOpen(stored[item.Number - 1])))
            {
                stored[item.Number - 1] = stored[item.Number - 1] with { Outcome = item.Outcome, Note = item.Note, At = StoredTime.Cut(item.At) };
            }

            return true;
        },
        cancellation);

    public Task<IReadOnlyList<ReplayCount>> CountAsync(TenantId tenant, Guid id, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<ReplayCount>>(
        "Replays.Count",
        tenant,
        tables =>
        [
            .. ItemsOf(tables, tenant, id).CountBy(item => (item.Plan.Kind, item.Outcome))
                .Select(count => new ReplayCount(count.Key.Kind, count.Key.Outcome, count.Value))
                .OrderBy(count => Words<ReplayKind>.Of(count.Kind), StringComparer.Ordinal)
                .ThenBy(count => Words<ReplayOutcome>.Of(count.Outcome), StringComparer.Ordinal),
        ],
        cancellation);

    public static string Key(TenantId tenant, Guid id) => $"{tenant}/{id}";

    private Task<IReadOnlyList<ReplayItem>> ReadAsync(string name, TenantId tenant, Guid id, Func<IEnumerable<ReplayItem>, IEnumerable<ReplayItem>> choose, CancellationToken cancellation)
        => store.ReadAsync<IReadOnlyList<ReplayItem>>(name, tenant, tables => [.. choose(ItemsOf(tables, tenant, id))], cancellation);

    private static List<ReplayItem> ItemsOf(MemoryTables tables, TenantId tenant, Guid id) => tables.Replays.GetValueOrDefault(Key(tenant, id))?.Items ?? [];

    private static bool IsOpen(ReplayItem item) => item.Outcome is ReplayOutcome.Waiting or ReplayOutcome.Applied;

    private static Replay Cut(Replay replay) => replay with { CreatedAt = StoredTime.Cut(replay.CreatedAt), UpdatedAt = StoredTime.Cut(replay.UpdatedAt) };
}

/// <summary>A replay and its documents, by number from 1.</summary>
internal sealed class MemoryReplay(Replay replay)
{
    public Replay Replay { get; set; } = replay;

    public List<ReplayItem> Items { get; } = [];
}
