using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Storage.Writing;

/// <summary>
/// What waits for the writers, fair by tenant and bounded. There is no timer: a batch is what gathered while the last one committed. A further
/// writer begins only where <see cref="WriteLimits.FurtherWriterFrom"/> writes wait, so that several do not share a small load out in batches of one.
/// </summary>
/// <param name="writers">Those that take from it.</param>
internal sealed class WriteQueue<TWrite>(int writers, QueueDiscipline discipline = QueueDiscipline.ByTenant) : IDisposable where TWrite : PendingWrite
{
    private readonly Lock _gate = new();
    private readonly FairQueue<TWrite> _waiting = new(WriteLimits.WritesWaitingMax, WriteLimits.TenantWritesWaitingMax, discipline: discipline);
    private readonly Queue<TWrite> _heldOver = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private bool _isSignalled;
    private bool _isClosed;

    // Writers that have come to take. The others are under way, or have not begun; each looks at what waits when it comes.
    private int _idle;

    private int Waiting => _waiting.Count + _heldOver.Count;

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

            SignalIfDue();
        }
    }

    /// <summary>Adds what a batch gave back; never refused.</summary>
    public void AddAgain(TWrite write)
    {
        lock (_gate)
        {
            _heldOver.Enqueue(write);
            SignalIfDue();
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
    public async Task<List<TWrite>> TakeAsync()
    {
        Come();
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

    private void Come()
    {
        lock (_gate)
        {
            _idle++;
            if (Waiting > 0)
            {
                Signal();
            }
        }
    }

    // Null where all that woke us was taken by another writer or cancelled.
    private List<TWrite>? TryTake()
    {
        lock (_gate)
        {
            _isSignalled = false;
            var batch = Gather();
            var goes = batch.Count > 0 || _isClosed;
            _idle -= goes ? 1 : 0;
            if (_isClosed)
            {
                // Each must see the end.
                Signal();
            }
            else
            {
                SignalIfDue();
            }

            return goes ? batch : null;
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

    // Where nobody is under way, nobody would come and look.
    private void SignalIfDue()
    {
        if (Waiting > 0 && (_idle == writers || Waiting >= WriteLimits.FurtherWriterFrom))
        {
            Signal();
        }
    }

    private void Signal()
    {
        if (!_isSignalled)
        {
            _isSignalled = true;
            _signal.Release();
        }
    }
}
