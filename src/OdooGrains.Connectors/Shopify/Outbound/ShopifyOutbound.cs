using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Connectors.Shopify.Outbound;

/// <summary>Runs effects as operations.</summary>
internal sealed class ShopifyOutbound(ShopifyAdmin admin, ShopifyTokens tokens, TimeProvider time) : IOutboundConnector
{
    public async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
    {
        if (effects is not [{ Operation: ShopifyManifest.Announce } effect])
        {
            var failure = Unknown(effects.Count > 0 ? effects[0].Operation : "", effects.Count);
            return [.. effects.Select(_ => failure)];
        }

        var outcome = await new ShopifyCalls(admin, connection, time, cancellation).RunAsync(calls => AnnounceOperation.ExecuteAsync(calls, connection, effect));
        // Who cancels does not wait to learn how far the call came.
        return [cancellation.IsCancellationRequested && outcome is EffectOutcome.Failed { Failure.Class: FailureClass.Transient } ? new EffectOutcome.InDoubt("The call was cancelled.") : outcome];
    }

    public async Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
        => effect.Operation == ShopifyManifest.Announce
            ? await new ShopifyCalls(admin, connection, time, cancellation).RunAsync(calls => AnnounceOperation.LookUpAsync(calls, effect))
            : Unknown(effect.Operation, 1);

    public IReadOnlyList<CallLimit> Limits(ConnectionConfig connection) => [ShopifySettings.Points(connection)];

    public int SessionCost(ConnectionConfig connection) => tokens.NeedsRefresh(connection) ? 1 : 0;

    /// <summary>A connection without a token takes webhooks alone: nobody expects it to announce anything.</summary>
    public bool Offers(ConnectionConfig connection, OperationManifest operation) => ShopifyToken.Of(connection) is not null;

    private static EffectOutcome.Failed Unknown(string operation, int effects)
        => new(new(FailureClass.Schema, "unknown_operation", $"The Shopify connector has no operation '{operation}' for {effects} effects at once."));
}
