using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IReconciliationStore"/>
internal sealed class MemoryReconciliationStore(MemoryStore store) : IReconciliationStore
{
    public Task<bool> BeginAsync(ReconciliationRun run, CancellationToken cancellation) => store.WriteAsync(
        "Reconciliations.Begin",
        run.Connection.Tenant,
        tables =>
        {
            var isAlone = !tables.Runs.Any(other => other.Status is RunStatus.Running && other.Connection == run.Connection && other.Subject == run.Subject);
            if (isAlone)
            {
                tables.Runs.Add(Stored(run));
            }

            return isAlone;
        },
        cancellation);

    public Task<bool> EndAsync(ReconciliationRun run, IReadOnlyList<SettledDrift> drifts, CancellationToken cancellation) => store.WriteAsync(
        "Reconciliations.End",
        run.Connection.Tenant,
        tables =>
        {
            var index = tables.Runs.FindIndex(other => other.Connection.Tenant == run.Connection.Tenant && other.Id == run.Id && other.Status is RunStatus.Running);
            if (index >= 0)
            {
                tables.Runs[index] = Stored(run);
                tables.Drifts.AddRange(drifts.Select((settled, number) => (run.Id, new StoredDrift(number + 1, settled with { Drift = settled.Drift with { Since = StoredTime.Cut(settled.Drift.Since) } }))));
            }

            return index >= 0;
        },
        cancellation);

    public Task<ReconciliationRun?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellation)
        => store.ReadAsync("Reconciliations.Find", tenant, tables => Of(tables, tenant).FirstOrDefault(run => run.Id == id), cancellation);

    public Task<IReadOnlyList<ReconciliationRun>> RunningAsync(TenantId tenant, ReconciliationSubject subject, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<ReconciliationRun>>(
        "Reconciliations.Running",
        tenant,
        tables => [.. Of(tables, tenant).Where(run => run.Subject == subject && run.Status is RunStatus.Running).OrderBy(run => run.Connection.Connection.Value, StringComparer.Ordinal)],
        cancellation);

    public Task<DateTimeOffset?> ComparedUntilAsync(ConnectionKey connection, ReconciliationSubject subject, CancellationToken cancellation) => store.ReadAsync(
        "Reconciliations.ComparedUntil",
        connection.Tenant,
        tables => tables.Runs.Where(run => run.Connection == connection && run.Subject == subject && run.Status is RunStatus.Done).Max(run => (DateTimeOffset?)run.Window.Until),
        cancellation);

    public Task<IReadOnlyList<ReconciliationRun>> ListAsync(TenantId tenant, ReconciliationSubject? subject, RunCursor? before, int limit, CancellationToken cancellation)
        => store.ReadAsync<IReadOnlyList<ReconciliationRun>>(
            "Reconciliations.List",
            tenant,
            tables => [.. Of(tables, tenant)
                .Where(run => (subject is null || run.Subject == subject) && (before is not { } cursor || (run.StartedAt, run.Id).CompareTo((cursor.StartedAt, cursor.Id)) < 0))
                .OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Id)
                .Take(limit)],
            cancellation);

    public Task<IReadOnlyList<StoredDrift>> DriftsAsync(TenantId tenant, Guid run, int after, int limit, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<StoredDrift>>(
        "Reconciliations.Drifts",
        tenant,
        tables => [.. tables.Drifts.Where(drift => drift.Run == run && drift.Drift.Settled.Drift.Document.Tenant == tenant && drift.Drift.Number > after).Select(drift => drift.Drift).Take(limit)],
        cancellation);

    public Task<IReadOnlyList<Effect>> PostedAsync(ConnectionKey connection, DateTimeOffset from, DateTimeOffset to, EffectKey? after, int limit, CancellationToken cancellation)
        => store.ReadAsync<IReadOnlyList<Effect>>(
            "Reconciliations.Posted",
            connection.Tenant,
            tables => [.. tables.EffectsOf(connection)
                .Where(effect => effect.Status is EffectStatus.Confirmed && effect.SettledAt > from && effect.SettledAt <= to && OrderSteps.Postings.Select(OrderSteps.Operation).Contains(effect.Operation))
                .OrderBy(effect => effect.Key.Document, MemoryTables.ByKey).ThenBy(effect => effect.Key.Step, StringComparer.Ordinal).ThenBy(effect => effect.Key.Revision)
                .SkipWhile(effect => after is { } last && Compare(effect.Key, last) <= 0)
                .Take(limit)],
            cancellation);

    public Task<IReadOnlyList<KnownDocument>> KnownAsync(ConnectionKey channel, DateTimeOffset from, DateTimeOffset to, string? after, int limit, CancellationToken cancellation)
        => store.ReadAsync<IReadOnlyList<KnownDocument>>(
            "Reconciliations.Known",
            channel.Tenant,
            tables => [.. tables.Documents.Values.Select(document => document.Head)
                .Where(head => head.Key.Tenant == channel.Tenant && head.Key.Channel == channel.Connection && head.UpdatedAt > from && head.UpdatedAt <= to && string.CompareOrdinal(head.Key.Id, after) > 0)
                .OrderBy(head => head.Key.Id, StringComparer.Ordinal)
                .Take(limit)
                .Select(head => new KnownDocument(head.Key, head.Status, head.UpdatedAt))],
            cancellation);

    public Task<DocumentKey?> ReferencedAsync(ConnectionKey channel, DocumentReference reference, CancellationToken cancellation) => store.ReadAsync(
        "Reconciliations.Referenced",
        channel.Tenant,
        tables => tables.References.TryGetValue(new(channel.Tenant, channel.Connection, reference.DocumentId), out var document) ? document : (DocumentKey?)null,
        cancellation);

    private static int Compare(EffectKey one, EffectKey other)
    {
        var order = MemoryTables.ByKey.Compare(one.Document, other.Document);
        order = order != 0 ? order : string.CompareOrdinal(one.Step, other.Step);
        return order != 0 ? order : one.Revision.CompareTo(other.Revision);
    }

    private static IEnumerable<ReconciliationRun> Of(MemoryTables tables, TenantId tenant) => tables.Runs.Where(run => run.Connection.Tenant == tenant);

    private static ReconciliationRun Stored(ReconciliationRun run) => run with
    {
        Window = new(StoredTime.Cut(run.Window.Since), StoredTime.Cut(run.Window.Until)),
        StartedAt = StoredTime.Cut(run.StartedAt),
        EndedAt = StoredTime.Cut(run.EndedAt),
    };
}
