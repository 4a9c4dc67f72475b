namespace OdooGrains.Sandbox.Odoo;

/// <summary>
/// The workers of one simulated Odoo and the backlog before them: each runs one call for as long as it costs
/// (<see cref="OdooCapacity"/>), in the order of arrival, so beyond capacity the latency rises and the throughput stays. A caller that gives
/// up changes nothing: what waits in the backlog is still done and committed, as on a real server.
/// </summary>
public sealed class OdooWorkers(SimulatedOdoo odoo, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _free = new(odoo.Settings.Capacity.Workers);
    private int _present;

    public SimulatedOdoo Odoo { get; } = odoo;

    /// <summary>The answer, after the call's time; null where the backlog is full and the connection is reset.</summary>
    public async Task<OdooAnswer?> HandleAsync(OdooHttpRequest request)
    {
        var capacity = Odoo.Settings.Capacity;
        if (Interlocked.Increment(ref _present) > capacity.Workers + capacity.Backlog)
        {
            Interlocked.Decrement(ref _present);
            return null;
        }

        try { return await WorkAsync(request); }
        finally { Interlocked.Decrement(ref _present); }
    }

    public void Dispose() => _free.Dispose();

    private async Task<OdooAnswer> WorkAsync(OdooHttpRequest request)
    {
        await _free.WaitAsync(CancellationToken.None);
        try
        {
            var answer = Odoo.Handle(request);
            var busy = answer.ServiceTime + (answer.Delivery is Delivery.Late late ? late.Delay : TimeSpan.Zero);
            if (busy > TimeSpan.Zero) { await Task.Delay(busy, time, CancellationToken.None); }
            return answer;
        }
        finally { _free.Release(); }
    }
}
