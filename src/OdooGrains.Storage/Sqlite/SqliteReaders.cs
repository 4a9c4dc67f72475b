using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace OdooGrains.Storage.Sqlite;

/// <summary>A few read-only connections; each read sees one snapshot and never waits for the writer.</summary>
internal sealed class SqliteReaders(Func<SqliteSession> open) : IDisposable
{
    /// <summary>Reads at once, at most.</summary>
    public const int ReadersMax = 4;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _free = new(ReadersMax, ReadersMax);

    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            // SQLite reads block; they must not do so on the turn of whoever asks.
            return await Task.Run(() => Read(read), cancellation);
        }
        catch (SqliteException error)
        {
            throw new StoreUnavailableException($"SQLite could not read ({error.Message}). Look at the disk of the store, and whether it is migrated.", error);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }

        _free.Dispose();
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
        if (!_idle.TryTake(out var session))
        {
            session = open();
        }

        try
        {
            session.Execute("begin");
            var value = read(session);
            session.Execute("commit");
            _idle.Add(session);
            return value;
        }
        catch
        {
            // Closing ends the transaction too.
            session.Dispose();
            throw;
        }
    }
}
