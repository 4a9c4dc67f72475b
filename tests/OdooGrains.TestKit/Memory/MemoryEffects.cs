using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;

namespace OdooGrains.TestKit;

internal sealed class MemoryEffects(MemoryDatabase database, MemoryDoor door) : IEffectStore
{
    public Task<long> TakeEpochAsync(ConnectionKey connection, CancellationToken cancellation)
        => door.WriteAsync("TakeEpoch", connection.ToString(), () => database.Epochs[connection] = database.EpochOf(connection) + 1);

    public Task<long> CurrentEpochAsync(ConnectionKey connection, CancellationToken cancellation)
        => door.ReadAsync("CurrentEpoch", connection.ToString(), () => database.EpochOf(connection));

    public Task<Effect?> MarkSentAsync(Effect marked, CancellationToken cancellation)
        => door.WriteAsync("MarkSent", marked.Key.Document.ToString(), () => Mark(marked));

    public Task<IReadOnlyList<Effect>> DueAsync(ConnectionKey connection, long epoch, DateTimeOffset now, int limit, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<Effect>>("Due", connection.ToString(), () =>
            [.. Of(connection).Where(effect => IsDue(effect, epoch, now)).OrderBy(effect => effect.Lane).ThenBy(effect => effect.DueAt).Take(limit)]);

    public Task<IReadOnlyList<LaneDepth>> DepthAsync(ConnectionKey connection, CancellationToken cancellation)
        => door.ReadAsync<IReadOnlyList<LaneDepth>>("Depth", connection.ToString(), () =>
        [
            .. Of(connection)
                .Where(effect => effect.IsOpen)
                .GroupBy(effect => (effect.Lane, effect.Status))
                .OrderBy(group => group.Key)
                .Select(group => new LaneDepth(group.Key.Lane, group.Key.Status, group.Count(), group.Min(effect => effect.PlannedAt))),
        ]);

    public Task<int> UnsettledAsync(ConnectionKey connection, CancellationToken cancellation)
        => door.ReadAsync("Unsettled", connection.ToString(), () => Of(connection).Count(effect => effect.Status is EffectStatus.Sent or EffectStatus.InDoubt));

    private Effect? Mark(Effect marked)
    {
        DocumentCommits.CheckMark(marked);
        var row = database.Find(marked.Key.Document);
        var at = row?.EffectRows.FindIndex(known => known.Key == marked.Key) ?? -1;
        if (at < 0 || row!.EffectRows[at].Version != marked.Version || database.EpochOf(new(marked.Key.Document.Tenant, marked.Connection)) != marked.Epoch)
        {
            return null;
        }

        var stored = marked with { Version = marked.Version + 1 };
        database.OnEffect?.Invoke(row.EffectRows[at], stored);
        row.EffectRows[at] = stored;
        return stored;
    }

    private IEnumerable<Effect> Of(ConnectionKey connection)
        => database.Documents.Where(row => row.Head.Key.Tenant == connection.Tenant).SelectMany(row => row.EffectRows).Where(effect => effect.Connection == connection.Connection);

    private static bool IsDue(Effect effect, long epoch, DateTimeOffset now) => effect.Status switch
    {
        EffectStatus.Planned or EffectStatus.InDoubt => effect.DueAt <= now,
        EffectStatus.Sent => effect.Epoch < epoch,
        _ => false,
    };
}
