using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Storage.Writing;

/// <summary>
/// What waits for the writers, fair by tenant and bounded. There is no timer: a batch is what gathered while the last one committed.
/// </summary>
internal sealed class WriteQueue<TWrite> : IDisposable where TWrite : PendingWrite
{
    private readonly Lock _gate = new();
    private readonly FairQueue<TWrite> _waiting = new(WriteLimits.WritesWaitingMax, WriteLimits.TenantWritesWaitingMax);
    private readonly Queue<TWrite> _heldOver = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private bool _isSignalled;
    private bool _isClosed;

    public void Add(TWrite write)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new StoreUnavailableException("The store is closed; nothing was written.");
            }

            if (!_waiting.TryEnqueue(write.Tenant, write))
            {
                throw new StoreUnavailableException(
                    $"The store is behind: {_waiting.Count} writes wait, {_waiting.CountOf(write.Tenant)} of them of tenant {write.Tenant}. Nothing was written; try again later.");
            }

            Signal();
        }
    }

    /// <summary>Adds what a batch gave back; never refused.</summary>
    public void AddAgain(TWrite write)
    {
        lock (_gate)
        {
            _heldOver.Enqueue(write);
            Signal();
        }
    }

    /// <summary>After it no write is taken; those that wait are still carried out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Signal();
        }
    }

    /// <summary>The next batch once there is one; empty when the queue is closed and done.</summary>
    public List<TWrite> Take()
    {
        while (true)
        {
            _signal.Wait();
            if (TryTake() is { } batch)
            {
                return batch;
            }
        }
    }

    /// <inheritdoc cref="Take"/>
    public async Task<List<TWrite>> TakeAsync()
    {
        while (true)
        {
            await _signal.WaitAsync();
            if (TryTake() is { } batch)
            {
                return batch;
            }
        }
    }

    public void Dispose() => _signal.Dispose();

    // Null where all that woke us was taken by another writer or cancelled.
    private List<TWrite>? TryTake()
    {
        lock (_gate)
        {
            _isSignalled = false;
            var batch = Gather();
            if (_waiting.Count + _heldOver.Count > 0 || _isClosed)
            {
                // Another writer may begin; and on a closed queue each must see the end.
                Signal();
            }

            return batch.Count > 0 || _isClosed ? batch : null;
        }
    }

    private List<TWrite> Gather()
    {
        List<TWrite> batch = [];
        HashSet<DocumentKey> documents = [];
        List<TWrite> again = [];
        var bytes = 0;
        while (batch.Count < WriteLimits.BatchWritesMax && bytes < WriteLimits.BatchBytesMax && TryNext() is { } write)
        {
            if (write.Cancellation.IsCancellationRequested)
            {
                write.Cancel();
            }
            else if (write.Document is { } document && !documents.Add(document))
            {
                again.Add(write);
            }
            else
            {
                batch.Add(write);
                bytes += write.Bytes;
            }
        }

        again.ForEach(_heldOver.Enqueue);
        return batch;
    }

    private TWrite? TryNext() => _heldOver.TryDequeue(out var write) || _waiting.TryDequeue(out write) ? write : null;

    private void Signal()
    {
        if (!_isSignalled)
        {
            _isSignalled = true;
            _signal.Release();
        }
    }
}
