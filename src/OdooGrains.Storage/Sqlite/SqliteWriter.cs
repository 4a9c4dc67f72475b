using Microsoft.Data.Sqlite;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Storage.Sqlite;

/// <summary>
/// The only writer: one loop, one connection. It commits what gathered while the last commit was on its way to the disk; each transaction
/// stands under its own savepoint and has its own outcome.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly Func<SqliteSession> _open;
    private readonly CommitTimes _times;
    private readonly TimeProvider _time;
    private readonly WriteQueue<Work> _queue = new(writers: 1);
    private readonly Lazy<Task> _loop;
    private int _isDisposed;

    public SqliteWriter(Func<SqliteSession> open, CommitTimes times, TimeProvider time)
    {
        (_open, _times, _time) = (open, times, time);
        _loop = new(() => Task.Run(LoopAsync));
    }

    /// <summary>Runs one small transaction; returns after it is durable.</summary>
    public Task<T> RunAsync<T>(TenantId tenant, Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _ = _loop.Value;
        var write = new Work<T>(tenant, work, cancellation);
        _queue.Add(write);
        return write.Result;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _queue.Close();
            await _loop.Value;
            _queue.Dispose();
        }
    }

    private async Task LoopAsync()
    {
        SqliteSession? session = null;
        while (await _queue.TakeAsync() is { Count: > 0 } batch)
        {
            try
            {
                session ??= _open();
                var begun = _time.GetTimestamp();
                Commit(session, batch);
                StoreInstruments.Committed(batch.Count, _time.GetElapsedTime(begun), _times);
            }
            catch (Exception error)
            {
                // The connection is opened anew: what it thinks of an open transaction after such an error is not known.
                session?.Dispose();
                session = null;
                FailAll(batch, new StoreUnavailableException($"SQLite could not write ({error.Message}); nothing was written. Look at the disk of the store.", error));
            }
        }

        session?.Dispose();
    }

    private static void Commit(SqliteSession session, List<Work> batch)
    {
        session.Execute("begin immediate");
        foreach (var write in batch)
        {
            RunOne(session, write);
        }

        try
        {
            session.Execute("commit");
        }
        catch (SqliteException error) when (error.SqliteErrorCode is not SQLitePCL.raw.SQLITE_BUSY)
        {
            FailAll(batch, new CommitUnknownException($"SQLite could not finish a commit ({error.Message}); after a crash it may be there or not.", error));
            throw;
        }

        batch.ForEach(write => write.Complete());
    }

    private static void RunOne(SqliteSession session, Work write)
    {
        session.Execute("savepoint small");
        try
        {
            write.Run(session);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_TOOBIG)
        {
            session.Execute("rollback to small");
            write.Fail(new StoreRefusedException($"The store refused the values: {error.Message}", error));
        }
        catch (Exception error) when (error is not SqliteException)
        {
            session.Execute("rollback to small");
            write.Fail(error);
        }

        session.Execute("release small");
    }

    private static void FailAll(List<Work> batch, Exception error) => batch.ForEach(write => write.Fail(error));

    private abstract class Work(TenantId tenant, CancellationToken cancellation) : PendingWrite<bool>(tenant, cancellation)
    {
        public abstract void Run(SqliteSession session);

        /// <summary>The commit is durable.</summary>
        public abstract void Complete();
    }

    private sealed class Work<T>(TenantId tenant, Func<SqliteSession, T> work, CancellationToken cancellation) : Work(tenant, cancellation)
    {
        private T? _value;

        public Task<T> Result => AwaitAsync();

        public override void Run(SqliteSession session) => _value = work(session);

        // Fails quietly where Fail has spoken before.
        public override void Complete() => Succeed(true);

        private async Task<T> AwaitAsync()
        {
            await Outcome;
            return _value!;
        }
    }
}
