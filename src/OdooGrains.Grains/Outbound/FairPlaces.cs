using OdooGrains.Domain.Scheduling;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Outbound;

/// <summary>So many places at once, given fairly over tenants to those who wait for one. Who enters must leave.</summary>
public sealed class FairPlaces(int places, QueueDiscipline discipline = QueueDiscipline.ByTenant)
{
    private readonly Lock _gate = new();

    // Bounded by the owners of connections: each waits with no more calls than its concurrency.
    private readonly FairQueue<TaskCompletionSource> _waiting = new(int.MaxValue, int.MaxValue, discipline: discipline);
    private int _free = places;
    private bool _isClosed;

    public Task EnterAsync(TenantId tenant)
    {
        lock (_gate)
        {
            // Where a place is free nobody waits, unless they are closed.
            if (_free > 0 && !_isClosed)
            {
                _free--;
                return Task.CompletedTask;
            }

            TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.TryEnqueue(tenant, entered);
            return entered.Task;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? next = null;
        lock (_gate)
        {
            if (_isClosed || !_waiting.TryDequeue(out next))
            {
                _free++;
            }
        }

        next?.SetResult();
    }

    /// <summary>Nobody enters any more; who waits goes on waiting.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }
}
