using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify.Admin;

/// <summary>Ends an operation with an outcome, from however deep; caught in one place, <see cref="ShopifyCalls.RunAsync"/>.</summary>
internal sealed class ShopifyStopException(EffectOutcome outcome) : Exception(outcome.ToString())
{
    public EffectOutcome Outcome { get; } = outcome;

    public static ShopifyStopException Business(string code, string message) => Failed(FailureClass.Business, code, message);

    public static ShopifyStopException Failed(FailureClass failure, string code, string message) => new(new EffectOutcome.Failed(new(failure, code, message)));
}

/// <summary>
/// The requests of one attempt, of which at most one writes. Until it leaves whatever goes wrong is surely not done; from then on it is in doubt.
/// </summary>
internal sealed class ShopifyCalls(ShopifyAdmin admin, ConnectionConfig connection, TimeProvider time, CancellationToken cancellation)
{
    private readonly long _start = time.GetTimestamp();
    private bool _hasWritten;

    /// <summary>Requests that were asked for so far.</summary>
    public int Count { get; private set; }

    /// <summary>The outcome of what runs, however it ends.</summary>
    public async Task<EffectOutcome> RunAsync(Func<ShopifyCalls, Task<EffectOutcome>> run)
    {
        try
        {
            return await run(this);
        }
        catch (ShopifyStopException stop)
        {
            return stop.Outcome;
        }
        catch (Exception error) when (error is JsonShapeException or InvalidOperationException)
        {
            var reason = error is JsonShapeException ? $"Shopify's answer is not as documented: {error.Message}" : "Shopify's answer holds a text that is none.";
            return _hasWritten ? new EffectOutcome.InDoubt(reason) : new EffectOutcome.Failed(new(FailureClass.Transient, "not_understood", reason));
        }
    }

    /// <summary>What a query found; null where there is no such thing.</summary>
    public async Task<JsonView?> ReadAsync(ShopifyQuery query, JsonObject variables)
    {
        Count++;
        return await admin.SendAsync(connection, query, variables, cancellation) switch
        {
            ShopifyReply.Data { Root.ValueKind: JsonValueKind.Null } => null,
            ShopifyReply.Data data => new JsonView(data.Root, $"/{query.Root}"),
            ShopifyReply.Refused refused => throw new ShopifyStopException(new EffectOutcome.Failed(refused.Failure)),
            ShopifyReply.Unclear unclear => throw ShopifyStopException.Failed(FailureClass.Transient, "no_answer", unclear.Reason),
            var reply => throw new InvalidOperationException($"Reply {reply.GetType().Name} is not known."),
        };
    }

    /// <summary>The payload of a mutation.</summary>
    public async Task<JsonView> WriteAsync(ShopifyQuery mutation, JsonObject variables)
    {
        if (time.GetElapsedTime(_start) > ShopifyLimits.WriteStartsWithin)
        {
            throw ShopifyStopException.Failed(FailureClass.Transient, "too_slow", "Shopify answered so slowly that the write was not begun.");
        }

        Count++;
        var reply = await admin.SendAsync(connection, mutation, variables, cancellation);
        _hasWritten = true;
        return reply switch
        {
            ShopifyReply.Data data => new JsonView(data.Root, $"/{mutation.Root}"),
            ShopifyReply.Refused refused => throw new ShopifyStopException(new EffectOutcome.Failed(refused.Failure)),
            ShopifyReply.Unclear unclear => throw new ShopifyStopException(new EffectOutcome.InDoubt(unclear.Reason)),
            _ => throw new InvalidOperationException($"Reply {reply.GetType().Name} is not known."),
        };
    }
}
