using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Formats;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IDocumentStore"/>
internal sealed class MemoryDocumentStore(MemoryStore store) : IDocumentStore
{
    public Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation) => store.ReadAsync(
        "Documents.Load",
        key.Tenant,
        tables => tables.Documents.TryGetValue(key, out var found) ? found with { Effects = EffectsOf(tables, key) } : null,
        cancellation);

    private static IReadOnlyList<Effect> EffectsOf(MemoryTables tables, DocumentKey key)
        => tables.Effects.TryGetValue(key, out var effects) ? [.. effects.OrderBy(effect => effect.PlannedAt)] : [];

    public Task<CommitResult> CommitAsync(DocumentCommit commit, CancellationToken cancellation)
    {
        DocumentCommits.Check(commit);
        return store.WriteAsync("Documents.Commit", commit.Head.Key.Tenant, tables => Commit(tables, commit), cancellation);
    }

    private static CommitResult Commit(MemoryTables tables, DocumentCommit commit)
    {
        var key = commit.Head.Key;
        var version = tables.Documents.TryGetValue(key, out var stored) ? stored.Version : 0;
        if (version != commit.ExpectedVersion || !commit.Effects.All(effect => VersionOf(tables, effect.Key) == effect.Version))
        {
            tables.Watch?.Refused?.Invoke(key);
            return CommitResult.Conflict;
        }

        MemoryChecks.Check(commit.Head);
        foreach (var effect in commit.Effects)
        {
            MemoryChecks.Check(effect);
        }

        tables.Documents[key] = new(Cut(commit.Head), version + 1, commit.State.ToArray(), []);
        foreach (var effect in commit.Effects)
        {
            Put(tables, Cut(effect) with { Version = effect.Version + 1 });
        }

        foreach (var folded in commit.Events)
        {
            Fold(tables, key.Tenant, folded);
        }

        foreach (var reference in commit.References)
        {
            tables.References.TryAdd(key with { Id = reference.DocumentId }, key);
        }

        MemoryStockStore.Write(tables, commit);
        tables.Watch?.Committed?.Invoke(stored?.Head, commit.Head);
        return CommitResult.Committed;
    }

    private static long VersionOf(MemoryTables tables, EffectKey key) => tables.TryFindEffect(key, out var siblings, out var index) ? siblings[index].Version : 0;

    private static void Put(MemoryTables tables, Effect effect)
    {
        var isKnown = tables.TryFindEffect(effect.Key, out var siblings, out var index);
        tables.Watch?.EffectChanged?.Invoke(isKnown ? siblings![index] : null, effect);
        if (isKnown)
        {
            siblings![index] = effect;
        }
        else if (siblings is not null)
        {
            siblings.Add(effect);
        }
        else
        {
            tables.Effects.Add(effect.Key.Document, [effect]);
        }
    }

    private static void Fold(MemoryTables tables, TenantId tenant, FoldedEvent folded)
    {
        if (tables.Events.TryGetValue(folded.Id, out var found) && found.Connection.Tenant == tenant && found.Status is EventStatus.Open)
        {
            tables.Events[folded.Id] = found with { Status = folded.ChangedNothing ? EventStatus.Stale : EventStatus.Folded };
        }
    }

    private static DocumentHead Cut(DocumentHead head) => head with
    {
        NextActionAt = StoredTime.Cut(head.NextActionAt),
        Deadline = StoredTime.Cut(head.Deadline),
        UpdatedAt = StoredTime.Cut(head.UpdatedAt),
    };

    private static Effect Cut(Effect effect) => effect with
    {
        DueAt = StoredTime.Cut(effect.DueAt),
        SentAt = StoredTime.Cut(effect.SentAt),
        PlannedAt = StoredTime.Cut(effect.PlannedAt),
        SettledAt = StoredTime.Cut(effect.SettledAt),
    };

    public Task<DocumentPage> ListAsync(TenantId tenant, DocumentFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var after = DocumentCursor.Parse(cursor);
        return store.ReadAsync(
            "Documents.List",
            tenant,
            tables => DocumentPages.Of(
                [.. tables.Documents.Values.Select(document => document.Head)
                    .Where(head => head.Key.Tenant == tenant && Shows(filter, head) && (after is not { } last || Compare(DocumentCursor.After(head), last) < 0))
                    .OrderByDescending(DocumentCursor.After, Comparer<DocumentCursor>.Create(Compare))
                    .Take(limit + 1)],
                limit),
            cancellation);
    }

    private static bool Shows(DocumentFilter filter, DocumentHead head)
        => (filter.Status is null || head.Status == filter.Status)
            && (filter.Channel is null || head.Key.Channel == filter.Channel)
            && (!filter.NeedsAPerson || head.Status is "held" or "dead")
            && (filter.FailureClass is null || head.FailureClass == filter.FailureClass)
            && (filter.StalledAt is null || head.Deadline < filter.StalledAt);

    private static int Compare(DocumentCursor one, DocumentCursor other)
    {
        var order = one.UpdatedAt.CompareTo(other.UpdatedAt);
        order = order != 0 ? order : string.CompareOrdinal(one.Channel.Value, other.Channel.Value);
        return order != 0 ? order : string.CompareOrdinal(one.DocumentId, other.DocumentId);
    }
}
