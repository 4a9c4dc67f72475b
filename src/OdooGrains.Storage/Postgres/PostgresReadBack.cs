using Npgsql;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// Finds out what became of a commit whose answer never came. First the server process that may still be at it must be gone: what is not there
/// then will never be. Then each transaction is looked for by its own mark: an event by its id, a document by version and commit tag, a sent
/// mark by version and epoch.
/// </summary>
internal sealed class PostgresReadBack(PostgresSources sources, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Gives every write its outcome.</summary>
    public async Task SettleAsync(PostgresSession lost, IReadOnlyList<PendingWrite> writes, Exception error)
    {
        try
        {
            await EndAsync(lost);
            foreach (var write in writes)
            {
                await SettleAsync(write, error);
            }
        }
        catch (Exception failure) when (failure is OpenFailedException or TimeoutException || PostgresErrors.IsStoreError(failure))
        {
            var unknown = new CommitUnknownException($"PostgreSQL gave no answer to a commit ({PostgresErrors.Short(error)}), and reading back failed too: {failure.Message}.", error);
            foreach (var write in writes)
            {
                write.Fail(unknown);
            }
        }
    }

    private const string End = "select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_start = $2";

    private async Task EndAsync(PostgresSession lost)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                var alive = await QueryAsync(null, End, parameters => { parameters.AddInteger(lost.Process); parameters.AddTime(new(lost.StartedAt)); }, _ => true);
                if (alive.Count == 0)
                {
                    return;
                }
            }
            catch (Exception error) when ((error is OpenFailedException || PostgresErrors.IsStoreError(error)) && time.GetElapsedTime(begun) < PostgresLimits.ReadBackTimeout)
            {
                // The server may be starting again.
            }

            if (time.GetElapsedTime(begun) >= PostgresLimits.ReadBackTimeout)
            {
                throw new TimeoutException($"server process {lost.Process} did not end");
            }

            await Task.Delay(Pause, time);
        }
    }

    private Task SettleAsync(PendingWrite write, Exception error) => write switch
    {
        AcceptWrite accept => SettleAsync(accept, error),
        CommitWrite commit => SettleAsync(commit, error),
        MarkWrite mark => SettleAsync(mark, error),
        _ => throw new InvalidOperationException($"A write of type {write.GetType().Name} cannot be read back."),
    };

    private const string FindEvent = "select body_changed from inbox where tenant_id = $1 and event_id = $2";

    private async Task SettleAsync(AcceptWrite write, Exception error)
    {
        var @event = write.Event;
        var found = await QueryAsync(
            write.Tenant.Value, FindEvent, parameters => { parameters.AddText(write.Tenant.Value); parameters.AddId(@event.Id.Value); }, row => row.GetBoolean(0));
        if (found.Count > 0)
        {
            write.Succeed(new Accepted(@event.Id, IsDuplicate: false, found[0]));
        }
        else
        {
            write.Fail(NotCommitted(error));
        }
    }

    private const string FindDocument = "select version, commit_tag from document where tenant_id = $1 and channel_id = $2 and document_id = $3";

    private async Task SettleAsync(CommitWrite write, Exception error)
    {
        var key = write.Commit.Head.Key;
        var found = await QueryAsync(
            write.Tenant.Value,
            FindDocument,
            parameters => { parameters.AddText(key.Tenant.Value); parameters.AddText(key.Channel.Value); parameters.AddText(key.Id); },
            row => (Version: row.GetInt64(0), Tag: row.GetGuid(1)));
        var (version, tag) = found.FirstOrDefault();
        if (version == write.Commit.ExpectedVersion + 1)
        {
            write.Succeed(tag == write.Tag ? CommitResult.Committed : CommitResult.Conflict);
        }
        else
        {
            write.Fail(version > write.Commit.ExpectedVersion + 1
                ? new CommitUnknownException($"Document {key} went on from version {write.Commit.ExpectedVersion} to {version} meanwhile; whether this commit was one of the steps cannot be told.", error)
                : NotCommitted(error));
        }
    }

    private const string FindMark = """
        select version, epoch from effect where tenant_id = $1 and channel_id = $2 and document_id = $3 and step = $4 and revision = $5
        """;

    private async Task SettleAsync(MarkWrite write, Exception error)
    {
        var (marked, key) = (write.Marked, write.Marked.Key.Document);
        var found = await QueryAsync(
            write.Tenant.Value,
            FindMark,
            parameters =>
            {
                parameters.AddText(key.Tenant.Value);
                parameters.AddText(key.Channel.Value);
                parameters.AddText(key.Id);
                parameters.AddText(marked.Key.Step);
                parameters.AddInteger(marked.Key.Revision);
            },
            row => (Version: row.GetInt64(0), Epoch: row.GetInt64(1)));
        var (version, epoch) = found.FirstOrDefault();
        if (version == marked.Version)
        {
            write.Fail(NotCommitted(error));
        }
        else
        {
            // Only one owner has this epoch, and it marks an effect once at a version. A mark that cannot be seen any more must not lead to a call.
            write.Succeed(version == marked.Version + 1 && epoch == marked.Epoch ? new MarkOutcome.Marked(write.Stored) : new MarkOutcome.Changed());
        }
    }

    private static StoreUnavailableException NotCommitted(Exception error) => new($"PostgreSQL lost the connection ({PostgresErrors.Short(error)}); reading back shows that nothing was written.", error);

    private Task<List<T>> QueryAsync<T>(string? tenant, string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read)
        => PostgresCalls.RunAsync(sources.Singles, tenant, sql, bind, read, CancellationToken.None);
}
