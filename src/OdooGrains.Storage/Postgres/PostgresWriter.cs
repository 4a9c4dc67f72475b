using System.Security.Cryptography;
using OdooGrains.Domain.Scheduling;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// The group-commit writers. Each takes what gathered while it committed, and commits it in one round trip. A batch that fails is halved until
/// the guilty transaction stands alone, so that only its caller sees the error; one without an answer is read back, never repeated blindly.
/// </summary>
internal sealed class PostgresWriter(PostgresSources sources, CommitTimes times, TimeProvider time, QueueDiscipline discipline) : IAsyncDisposable
{
    private readonly WriteQueue<PendingWrite> _queue = new(PostgresLimits.Writers, discipline);
    private readonly PostgresStatistics _statistics = new(sources.Singles);
    private readonly PostgresReadBack _readBack = new(sources, time);
    private readonly Lock _gate = new();
    private Task[] _loops = [];
    private bool _isDisposed;

    /// <summary>Commits one small transaction; returns its outcome after it is durable.</summary>
    public Task<T> RunAsync<T>(PendingWrite<T> write)
    {
        write.Cancellation.ThrowIfCancellationRequested();
        Start();
        _queue.Add(write);
        return write.Outcome;
    }

    /// <summary>Tells one commit from every other.</summary>
    public static Guid NewTag() => new(RandomNumberGenerator.GetBytes(16));

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _queue.Close();
        await Task.WhenAll(_loops);
        _queue.Dispose();
    }

    private void Start()
    {
        if (_loops.Length == 0)
        {
            lock (_gate)
            {
                if (_loops.Length == 0 && !_isDisposed)
                {
                    _loops = [.. Enumerable.Range(0, PostgresLimits.Writers).Select(_ => Task.Run(LoopAsync))];
                }
            }
        }
    }

    private async Task LoopAsync()
    {
        PostgresSession? session = null;
        while (await _queue.TakeAsync() is { Count: > 0 } writes)
        {
            session = await CommitAsync(session, writes);
        }

        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }

    // Returns the session to go on with; null where it broke.
    private async Task<PostgresSession?> CommitAsync(PostgresSession? session, List<PendingWrite> writes)
    {
        try
        {
            session ??= await PostgresSession.OpenAsync(sources.Writers);
            var begun = time.GetTimestamp();
            var batch = new PostgresBatch(writes);
            await batch.RunAsync(session.Connection);
            StoreInstruments.Committed(writes.Count, time.GetElapsedTime(begun), times);
            batch.Complete();
            _statistics.Written(writes.Count);
            batch.Again.ForEach(_queue.AddAgain);
            return session;
        }
        catch (OpenFailedException error)
        {
            writes.ForEach(write => write.Fail(new StoreUnavailableException($"PostgreSQL cannot be reached: {error.Message}. Nothing was written.", error)));
            return null;
        }
        catch (Exception error) when (session is not null && PostgresErrors.IsStoreError(error) && PostgresErrors.Classify(error) is not PostgresFault.NoAnswer)
        {
            return await HalveAsync(session, writes, error);
        }
        catch (Exception error)
        {
            await _readBack.SettleAsync(session!, writes, error);
            await session!.DisposeAsync();
            return null;
        }
    }

    // The batch was surely rolled back.
    private async Task<PostgresSession?> HalveAsync(PostgresSession? session, List<PendingWrite> writes, Exception error)
    {
        if (PostgresErrors.Classify(error) is PostgresFault.Unavailable)
        {
            writes.ForEach(write => write.Fail(PostgresErrors.ToCaller(error)));
            return session;
        }

        if (writes.Count == 1)
        {
            return await AloneAsync(session, writes[0], error);
        }

        var half = writes.Count / 2;
        session = await CommitAsync(session, writes[..half]);
        return await CommitAsync(session, writes[half..]);
    }

    private Task<PostgresSession?> AloneAsync(PostgresSession? session, PendingWrite write, Exception error)
    {
        if (PostgresErrors.Classify(error) is PostgresFault.Contended && ++write.Tries < PostgresLimits.TriesMax)
        {
            return CommitAsync(session, [write]);
        }

        write.Fail(PostgresErrors.ToCaller(error));
        return Task.FromResult(session);
    }
}
