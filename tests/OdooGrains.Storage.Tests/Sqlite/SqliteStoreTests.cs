using OdooGrains.Storage.Sqlite;
using OdooGrains.Storage.Writing;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("odoograins-sqlite-").FullName;
    private SqliteStore _store = null!;

    private string FilePath => Path.Combine(_folder, "new", "store.db");

    public async Task InitializeAsync()
    {
        _store = Open();
        await _store.MigrateAsync(None);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_commit_is_forced_to_the_disk()
    {
        var journal = await _store.Writer.RunAsync(SqliteStore.PlatformTurn, session => session.First("pragma journal_mode", row => row.GetString(0)), None);
        var synchronous = await _store.Writer.RunAsync(SqliteStore.PlatformTurn, session => session.First("pragma synchronous", row => row.GetInt64(0)), None);

        // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
        Assert.Equal(("wal", 2L), (journal, synchronous));
    }

    [Fact]
    public async Task What_was_accepted_is_there_for_the_next_process()
    {
        await _store.Inbox.AcceptAsync(Sample.Event(), None);
        await _store.DisposeAsync();
        _store = Open();
        await _store.MigrateAsync(None);

        Assert.Single(await _store.Inbox.OpenAsync(Sample.Document(), 10, None));
    }

    [Fact]
    public void The_description_says_which_sqlite_it_is() => Assert.Matches(@"^SQLite 3\.\d+\.\d+ \((system|bundled)\) at /.*store\.db$", _store.Description);

    // Alone in a process, as `--filter` runs it, it fails where the session chose no library.
    [Fact]
    public void A_session_that_no_store_opened_runs_on_the_same_library()
    {
        using var session = new SqliteSession(":memory:", "pragma temp_store = memory");

        Assert.StartsWith($"{session.First("select sqlite_version()", row => row.GetString(0))} (", SqliteLibrary.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_one_transaction_of_a_batch_hurts_that_one_only()
    {
        var works = Enumerable.Range(0, 20).Select(number => _store.Writer.RunAsync(
            new("acme"),
            session =>
            {
                session.Execute("insert into connection_epoch (tenant_id, connection_id, epoch) values ($1, $2, 1)", "acme", $"c{number}");
                return number == 7 ? throw new InvalidOperationException("planted") : number;
            },
            None)).ToList();

        await Assert.ThrowsAsync<InvalidOperationException>(() => works[7]);
        await Task.WhenAll(works.Where((_, number) => number != 7));
        Assert.Equal(19, await _store.Readers.ReadAsync(session => session.First("select count(*) from connection_epoch", row => row.GetInt64(0)), None));
    }

    [Fact]
    public async Task A_store_that_is_behind_says_so_to_the_tenant_that_floods_it_and_serves_the_others()
    {
        using var release = new ManualResetEventSlim();
        List<Task> accepted = [await HoldWriterAsync(release)];
        var refusals = 0;
        for (var number = 1; number <= 2000; number++)
        {
            try
            {
                accepted.Add(_store.Inbox.AcceptAsync(Sample.Event(number), None));
            }
            catch (StoreUnavailableException error)
            {
                Assert.Contains("behind", error.Message, StringComparison.Ordinal);
                refusals++;
            }
        }

        accepted.Add(_store.Inbox.AcceptAsync(Sample.Event(1, document: Sample.Document(tenant: "quiet")), None));
        release.Set();
        await Task.WhenAll(accepted);

        Assert.Equal(2000 - WriteLimits.TenantWritesWaitingMax, refusals);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_is_not_made()
    {
        using var release = new ManualResetEventSlim();
        using var cancelling = new CancellationTokenSource();
        var first = await HoldWriterAsync(release);

        var cancelled = _store.Inbox.AcceptAsync(Sample.Event(), cancelling.Token);
        await cancelling.CancelAsync();
        release.Set();

        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Empty(await _store.Inbox.OpenAsync(Sample.Document(), 10, None));
    }

    [Fact]
    public async Task A_store_without_its_tables_is_a_problem_and_not_a_crash()
    {
        await using var empty = new SqliteStore(new() { Path = Path.Combine(_folder, "empty.db") }, TimeProvider.System);

        Assert.NotNull(await empty.ProblemAsync(None));
        Assert.Null(await _store.ProblemAsync(None));
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        await _store.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.Inbox.AcceptAsync(Sample.Event(), None));
    }

    // Returns when the writer is inside a transaction, which ends when released; what comes then waits in the queue.
    private async Task<Task> HoldWriterAsync(ManualResetEventSlim release)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = _store.Writer.RunAsync(
            SqliteStore.PlatformTurn,
            _ =>
            {
                entered.SetResult();
                release.Wait();
                return true;
            },
            None);
        await entered.Task;
        return held;
    }

    private SqliteStore Open() => new(new() { Path = FilePath }, TimeProvider.System);
}
