using Microsoft.AspNetCore.Http;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Http;

/// <summary>
/// The HTTP side of one simulated Odoo: workers, a listen backlog, resets beyond it, and answers that are dropped or late. A caller
/// that gives up changes nothing: what waits in the backlog is still done and committed, as on a real server.
/// </summary>
internal sealed class OdooEndpoint(SimulatedOdoo odoo, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _workers = new(odoo.Settings.Capacity.Workers);
    private int _present;

    public SimulatedOdoo Odoo { get; } = odoo;

    public async Task HandleAsync(HttpContext context, OdooHttpRequest request)
    {
        var capacity = Odoo.Settings.Capacity;
        if (Interlocked.Increment(ref _present) > capacity.Workers + capacity.Backlog)
        {
            Interlocked.Decrement(ref _present);
            context.Abort();
            return;
        }

        try { await AnswerAsync(context, await WorkAsync(request)); }
        finally { Interlocked.Decrement(ref _present); }
    }

    public void Dispose() => _workers.Dispose();

    private async Task<OdooAnswer> WorkAsync(OdooHttpRequest request)
    {
        await _workers.WaitAsync(CancellationToken.None);
        try
        {
            var answer = Odoo.Handle(request);
            var busy = answer.ServiceTime + (answer.Delivery is Delivery.Late late ? late.Delay : TimeSpan.Zero);
            if (busy > TimeSpan.Zero) { await Task.Delay(busy, time, CancellationToken.None); }
            return answer;
        }
        finally { _workers.Release(); }
    }

    private static async Task AnswerAsync(HttpContext context, OdooAnswer answer)
    {
        if (answer.Delivery is Delivery.DropAnswer or Delivery.Reset || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) { context.Response.Headers[name] = value; }
        context.Response.ContentLength = answer.Body.Length;
        try { await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted); }
        catch (OperationCanceledException) { context.Abort(); }
    }
}
