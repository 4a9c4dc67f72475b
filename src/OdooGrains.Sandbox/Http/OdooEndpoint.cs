using Microsoft.AspNetCore.Http;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Http;

/// <summary>The HTTP side of one simulated Odoo: answers that its workers give, drop or never come to.</summary>
internal sealed class OdooEndpoint(SimulatedOdoo odoo, TimeProvider time) : IDisposable
{
    private readonly OdooWorkers _workers = new(odoo, time);
    private readonly long _begun = time.GetTimestamp();

    public SimulatedOdoo Odoo { get; } = odoo;

    public async Task HandleAsync(HttpContext context, OdooHttpRequest request)
    {
        Odoo.Arrivals.Add(time.GetElapsedTime(_begun));
        if (await _workers.HandleAsync(request) is { } answer) { await AnswerAsync(context, answer); }
        else { context.Abort(); }
    }

    public void Dispose() => _workers.Dispose();

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
