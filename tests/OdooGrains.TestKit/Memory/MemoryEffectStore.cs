using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Formats;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IEffectStore"/>
internal sealed class MemoryEffectStore(MemoryStore store) : IEffectStore
{
    public Task<long> TakeEpochAsync(ConnectionKey connection, CancellationToken cancellation) => store.WriteAsync(
        "Effects.TakeEpoch",
        connection.Tenant,
        tables =>
        {
            var epoch = tables.Epochs[connection.ToString()] = tables.Epochs.GetValueOrDefault(connection.ToString()) + 1;
            tables.Watch?.EpochTaken?.Invoke(connection, epoch);
            return epoch;
        },
        cancellation);

    public Task<long> CurrentEpochAsync(ConnectionKey connection, CancellationToken cancellation)
        => store.ReadAsync("Effects.CurrentEpoch", connection.Tenant, tables => tables.Epochs.GetValueOrDefault(connection.ToString()), cancellation);

    public Task<MarkOutcome> MarkSentAsync(Effect marked, CancellationToken cancellation)
    {
        DocumentCommits.CheckMark(marked);
        return store.WriteAsync("Effects.MarkSent", marked.Key.Document.Tenant, tables => Mark(tables, marked), cancellation);
    }

    private static MarkOutcome Mark(MemoryTables tables, Effect marked)
    {
        var owner = new ConnectionKey(marked.Key.Document.Tenant, marked.Connection);
        if (tables.Epochs.GetValueOrDefault(owner.ToString()) != marked.Epoch
            || !tables.TryFindEffect(marked.Key, out var siblings, out var index)
            || siblings[index].Version != marked.Version
            || siblings[index].Connection != marked.Connection)
        {
            tables.Watch?.Refused?.Invoke(marked.Key.Document);
            return new MarkOutcome.Changed();
        }

        if (tables.EffectsOf(owner).Any(other => IsUnsettled(other) && other.HotKey == siblings[index].HotKey && other.Key != marked.Key))
        {
            return new MarkOutcome.Busy();
        }

        MemoryChecks.Check(marked);
        var sentAt = StoredTime.Cut(marked.SentAt);
        var version = marked.Version + 1;
        var before = siblings[index];
        siblings[index] = before with { Status = EffectStatus.Sent, Attempts = marked.Attempts, Epoch = marked.Epoch, SentAt = sentAt, Version = version };
        tables.Watch?.EffectChanged?.Invoke(before, siblings[index]);
        return new MarkOutcome.Marked(marked with { SentAt = sentAt, Version = version });
    }

    public Task<IReadOnlyList<Effect>> DueAsync(ConnectionKey connection, long epoch, DateTimeOffset now, int limit, CancellationToken cancellation)
        => store.ReadAsync<IReadOnlyList<Effect>>(
            "Effects.Due",
            connection.Tenant,
            tables => [.. tables.EffectsOf(connection)
                .Where(effect => effect.IsOpen && (effect.Status is EffectStatus.Sent ? effect.Epoch < epoch : effect.DueAt <= now))
                .GroupBy(effect => effect.Status is EffectStatus.Planned ? effect.Lane : (Lane?)null)
                .SelectMany(queue => queue.OrderBy(effect => effect.DueAt).Take(limit))
                .OrderBy(effect => effect.Lane).ThenBy(effect => effect.DueAt)
                .ThenBy(effect => effect.Key.Document, MemoryTables.ByKey).ThenBy(effect => effect.Key.Step, StringComparer.Ordinal).ThenBy(effect => effect.Key.Revision)],
            cancellation);

    public Task<IReadOnlyList<OperationDepth>> DepthAsync(ConnectionKey connection, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<OperationDepth>>(
        "Effects.Depth",
        connection.Tenant,
        tables => [.. tables.EffectsOf(connection).Where(effect => effect.IsOpen)
            .GroupBy(effect => (effect.Lane, effect.Operation, effect.Status))
            .Select(group => new OperationDepth(group.Key.Lane, group.Key.Operation, group.Key.Status, group.Count(), group.Min(effect => effect.PlannedAt)))
            .OrderBy(depth => depth.Lane).ThenBy(depth => depth.Operation, StringComparer.Ordinal).ThenBy(depth => Words<EffectStatus>.Of(depth.Status), StringComparer.Ordinal)],
        cancellation);

    internal static List<LaneDepth> Depths(IEnumerable<Effect> effects) =>
    [
        .. effects.Where(effect => effect.IsOpen)
            .GroupBy(effect => (effect.Lane, effect.Status))
            .Select(group => new LaneDepth(group.Key.Lane, group.Key.Status, group.Count(), group.Min(effect => effect.PlannedAt)))
            .OrderBy(depth => depth.Lane).ThenBy(depth => Words<EffectStatus>.Of(depth.Status), StringComparer.Ordinal),
    ];

    public Task<int> UnsettledAsync(ConnectionKey connection, CancellationToken cancellation) => store.ReadAsync(
        "Effects.Unsettled", connection.Tenant, tables => tables.EffectsOf(connection).Count(IsUnsettled), cancellation);

    public Task<IReadOnlyList<DocumentKey>> UnsettledDocumentsAsync(ConnectionKey connection, int limit, CancellationToken cancellation)
        => store.ReadAsync<IReadOnlyList<DocumentKey>>(
            "Effects.UnsettledDocuments",
            connection.Tenant,
            tables => [.. tables.EffectsOf(connection).Where(IsUnsettled).Select(effect => effect.Key.Document).Distinct().Order(MemoryTables.ByKey).Take(limit)],
            cancellation);

    public static bool IsUnsettled(Effect effect) => effect.Status is EffectStatus.Sent or EffectStatus.InDoubt;
}
