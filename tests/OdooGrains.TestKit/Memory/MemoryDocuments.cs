using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;

namespace OdooGrains.TestKit;

internal sealed class MemoryDocuments(MemoryDatabase database, MemoryDoor door) : IDocumentStore
{
    public Task<StoredDocument?> LoadAsync(DocumentKey key, CancellationToken cancellation)
        => door.ReadAsync("Load", key.ToString(), () => database.Find(key) is { } row ? new StoredDocument(row.Head, row.Version, row.State, [.. row.EffectRows]) : null);

    public Task<CommitResult> CommitAsync(DocumentCommit commit, CancellationToken cancellation)
        => door.WriteAsync("Commit", commit.Head.Key.ToString(), () => Commit(commit));

    public Task<DocumentPage> ListAsync(TenantId tenant, DocumentFilter filter, string? cursor, int limit, CancellationToken cancellation)
        => door.ReadAsync("ListDocuments", tenant.Value, () =>
        {
            var matching = database.Documents.Select(row => row.Head)
                .Where(head => head.Key.Tenant == tenant && Matches(head, filter))
                .OrderByDescending(head => head.UpdatedAt)
                .ThenByDescending(head => head.Key.Id, StringComparer.Ordinal)
                .SkipWhile(head => cursor is not null && string.CompareOrdinal(Cursor(head), cursor) >= 0)
                .Take(limit + 1)
                .ToList();
            return matching.Count > limit ? new DocumentPage(matching[..limit], Cursor(matching[limit - 1])) : new DocumentPage(matching, null);
        });

    private CommitResult Commit(DocumentCommit commit)
    {
        DocumentCommits.Check(commit);
        var row = database.Find(commit.Head.Key);
        if ((row?.Version ?? 0) != commit.ExpectedVersion || commit.Effects.Any(effect => (Stored(row, effect)?.Version ?? 0) != effect.Version))
        {
            database.OnConflict?.Invoke(commit.Head.Key);
            return CommitResult.Conflict;
        }

        var before = database.OnCommit is null ? null : row?.Copy();
        if (row is null)
        {
            row = new(commit.Head, commit.State);
            database.Insert(row);
        }
        else
        {
            (row.Head, row.State, row.Version) = (commit.Head, commit.State, row.Version + 1);
        }

        foreach (var effect in commit.Effects)
        {
            Put(row, effect with { Version = effect.Version + 1 });
        }

        Close(commit.Events);
        database.OnCommit?.Invoke(before, row);
        return CommitResult.Committed;
    }

    private void Put(DocumentRow row, Effect effect)
    {
        var at = row.EffectRows.FindIndex(known => known.Key == effect.Key);
        database.OnEffect?.Invoke(at < 0 ? null : row.EffectRows[at], effect);
        if (at < 0)
        {
            row.EffectRows.Add(effect);
        }
        else
        {
            row.EffectRows[at] = effect;
        }
    }

    private void Close(IReadOnlyList<FoldedEvent> events)
    {
        foreach (var folded in events)
        {
            if (database.Find(folded.Id) is { Status: EventStatus.Open } @event)
            {
                database.Replace(@event with { Status = folded.ChangedNothing ? EventStatus.Stale : EventStatus.Folded });
            }
        }
    }

    private static Effect? Stored(DocumentRow? row, Effect effect) => row?.EffectRows.Find(known => known.Key == effect.Key);

    private static bool Matches(DocumentHead head, DocumentFilter filter)
        => (filter.Status is null || head.Status == filter.Status)
            && (filter.Channel is null || head.Key.Channel == filter.Channel)
            && (!filter.NeedsAPerson || head.FailureClass is not null)
            && (filter.FailureClass is null || head.FailureClass == filter.FailureClass)
            && (filter.StalledAt is null || head.Deadline < filter.StalledAt);

    private static string Cursor(DocumentHead head) => $"{head.UpdatedAt.UtcTicks:D19}/{head.Key.Id}";
}
