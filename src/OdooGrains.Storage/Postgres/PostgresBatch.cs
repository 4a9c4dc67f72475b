using Npgsql;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Many small transactions in one commit and one round trip: tenants, locks, events, folds, marks, references, reservations. Each has its own outcome, given to its caller
/// after the commit.
/// </summary>
internal sealed class PostgresBatch(IReadOnlyList<PendingWrite> writes)
{
    private readonly List<AcceptWrite> _accepts = [.. writes.OfType<AcceptWrite>()];
    private readonly List<CommitWrite> _commits = [.. writes.OfType<CommitWrite>()];
    private readonly List<MarkWrite> _marks = [.. writes.OfType<MarkWrite>()];
    private readonly List<Action> _outcomes = [];

    /// <summary>Writes that must go round again: they met a row that this batch could not see yet.</summary>
    public List<PendingWrite> Again { get; } = [];

    /// <summary>Runs it; when it returns the server has committed.</summary>
    public async Task RunAsync(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection);
        var tenants = writes.Select(write => write.Tenant.Value).Distinct().Order(StringComparer.Ordinal);
        batch.BatchCommands.Add(PostgresCalls.TenantsCommand(string.Join(',', tenants)));
        foreach (var command in LockStatement.Of(_commits, _marks))
        {
            batch.BatchCommands.Add(command);
        }

        var first = batch.BatchCommands.Count;
        AddWrites(batch);
        await using var reader = await batch.ExecuteReaderAsync();
        for (var skipped = 0; skipped < first; skipped++)
        {
            await reader.NextResultAsync();
        }

        await ReadAsync(reader);
    }

    /// <summary>Tells the callers; after the commit only.</summary>
    public void Complete() => _outcomes.ForEach(outcome => outcome());

    private void AddWrites(NpgsqlBatch batch)
    {
        if (_accepts.Count > 0)
        {
            batch.BatchCommands.Add(AcceptStatement.Of(_accepts));
        }

        if (_commits.Count > 0)
        {
            batch.BatchCommands.Add(CommitStatement.Of(_commits));
        }

        if (_marks.Count > 0)
        {
            batch.BatchCommands.Add(MarkStatement.Of(_marks));
        }

        if (_commits.Exists(write => write.Commit.References.Count > 0))
        {
            batch.BatchCommands.Add(ReferenceStatement.Of(_commits));
        }

        if (_commits.Exists(write => write.Commit.Reservations.Count > 0))
        {
            batch.BatchCommands.Add(ReservationStatement.Of(_commits));
        }
    }

    private async Task ReadAsync(NpgsqlDataReader reader)
    {
        if (_accepts.Count > 0)
        {
            await ReadAcceptsAsync(reader);
        }

        if (_commits.Count > 0)
        {
            var done = await SetAsync(reader, row => row.GetGuid(0));
            _outcomes.AddRange(_commits.Select(write => new Action(() => write.Succeed(done.Contains(write.Tag) ? CommitResult.Committed : CommitResult.Conflict))));
        }

        if (_marks.Count > 0)
        {
            var holding = (await SetAsync(reader, row => (N: row.GetInt32(0), IsMarked: row.GetBoolean(1)))).ToDictionary(mark => mark.N, mark => mark.IsMarked);
            _outcomes.AddRange(_marks.Select((write, n) => new Action(() => write.Succeed(Outcome(write, holding.TryGetValue(n, out var isMarked) ? isMarked : null)))));
        }

        // The end of the answer: an error of the commit itself would come with it.
        while (await reader.NextResultAsync())
        {
        }
    }

    private static MarkOutcome Outcome(MarkWrite write, bool? isMarked) => isMarked switch
    {
        true => new MarkOutcome.Marked(write.Stored),
        false => new MarkOutcome.Busy(),
        null => new MarkOutcome.Changed(),
    };

    private async Task ReadAcceptsAsync(NpgsqlDataReader reader)
    {
        var byId = _accepts.ToLookup(write => write.Event.Id.Value);
        while (await reader.ReadAsync())
        {
            var writesOfId = byId[reader.GetGuid(0)];
            if (await reader.IsDBNullAsync(2))
            {
                Again.AddRange(writesOfId);
            }
            else
            {
                var accepted = new Accepted(new(reader.GetGuid(2)), IsDuplicate: !reader.GetBoolean(1), reader.GetBoolean(3));
                _outcomes.AddRange(writesOfId.Select(write => new Action(() => write.Succeed(accepted))));
            }
        }

        await reader.NextResultAsync();
    }

    private static async Task<HashSet<T>> SetAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        HashSet<T> values = [];
        while (await reader.ReadAsync())
        {
            values.Add(read(reader));
        }

        await reader.NextResultAsync();
        return values;
    }
}
