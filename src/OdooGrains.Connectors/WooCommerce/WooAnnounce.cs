using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>
/// Writes a delivery into the order's meta data, under a key of its own, and completes the order once all of it has left. WooCommerce has no
/// fulfilments: the meta data is what tells a delivery from another, and what a look-up finds.
/// </summary>
internal sealed partial class WooAnnounce(WooApi api) : IOutboundConnector
{
    public const string Operation = "order.announce";
    private const string KeyPrefix = "_odoograins_delivery_";

    // A look-up later than this after the mark finds what a lost call has done: PHP has ended it by then.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(130);

    public static readonly OperationManifest Manifest = new()
    {
        Name = Operation,
        Lane = Lane.Fulfilment,
        Grade = Grade.DetectedAndRepaired,
        LookUp = "The order's meta data with the key of this delivery.",
        Cost = 2,
        LookUpCost = 1,
        Timeout = WooApi.Timeout * 2,
        SettleDelay = Settle,
    };

    public async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
        => effects is [{ Operation: Operation, Request: AnnounceDelivery announce }]
            ? [Cancelled(await ExecuteAsync(connection, announce, cancellation), cancellation)]
            : [.. effects.Select(effect => Unknown(effect.Operation, effects.Count))];

    public async Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
    {
        if (effect is not { Operation: Operation, Request: AnnounceDelivery announce })
        {
            return Unknown(effect.Operation, 1);
        }

        var (order, failure) = await OrderAsync(connection, announce.OrderId, cancellation);
        return failure is not null ? new EffectOutcome.Failed(failure.Failure) : order!.Has(announce.Delivery) ? Done(announce) : new EffectOutcome.NotFound();
    }

    private async Task<EffectOutcome> ExecuteAsync(ConnectionConfig connection, AnnounceDelivery announce, CancellationToken cancellation)
    {
        var (order, failure) = await OrderAsync(connection, announce.OrderId, cancellation);
        if (failure is not null)
        {
            // A read that failed has written nothing.
            return new EffectOutcome.Failed(failure.Failure);
        }

        if (order!.Has(announce.Delivery))
        {
            return Done(announce);
        }

        if (order.Status is "cancelled" or "refunded" or "failed" or "trash")
        {
            return new EffectOutcome.Failed(new(FailureClass.Business, "order_not_open", $"The order is '{order.Status}' in the shop, so that no delivery can be announced. Set it to processing there and retry, or discard the announcement."));
        }

        var change = new JsonObject { ["meta_data"] = new JsonArray(new JsonObject { ["key"] = Key(announce.Delivery), ["value"] = Value(announce.Delivery) }) };
        if (order.IsWholeWith(announce.Delivery))
        {
            change["status"] = "completed";
        }

        var reply = await api.SendAsync(connection, "PUT", $"orders/{Uri.EscapeDataString(announce.OrderId)}", change, cancellation);
        return reply is WooReply.Value written ? Written(written, announce) : reply.Outcome;
    }

    // Believed where the answer shows the delivery.
    private static EffectOutcome Written(WooReply.Value written, AnnounceDelivery announce)
    {
        try
        {
            return OrderInShop.Read(new(written.Json, "")).Has(announce.Delivery) ? Done(announce) : new EffectOutcome.InDoubt("The shop's answer does not show the delivery in the order's meta data.");
        }
        catch (JsonShapeException shape)
        {
            return new EffectOutcome.InDoubt($"The shop's answer cannot be read: {shape.Message}");
        }
    }

    private async Task<(OrderInShop? Order, WooReply? Failure)> OrderAsync(ConnectionConfig connection, string id, CancellationToken cancellation)
    {
        var reply = await api.GetAsync(connection, $"orders/{Uri.EscapeDataString(id)}?_fields=id,status,line_items,meta_data", cancellation);
        if (reply is not WooReply.Value value)
        {
            return (null, reply);
        }

        try
        {
            return (OrderInShop.Read(new(value.Json, "")), null);
        }
        catch (JsonShapeException shape)
        {
            return (null, new WooReply.Unclear($"The order cannot be read: {shape.Message}"));
        }
    }

    private static EffectOutcome.Done Done(AnnounceDelivery announce) => new(new DeliveryAnnounced(announce.Delivery.Id));

    private static EffectOutcome.Failed Unknown(string operation, int effects)
        => new(new(FailureClass.Schema, "unknown_operation", $"The WooCommerce connector has no operation '{operation}' for {effects} effects at once."));

    // Who cancels does not wait to learn how far the call came.
    private static EffectOutcome Cancelled(EffectOutcome outcome, CancellationToken cancellation)
        => cancellation.IsCancellationRequested && outcome is EffectOutcome.Failed { Failure.Class: FailureClass.Transient } ? new EffectOutcome.InDoubt("The call was cancelled.") : outcome;

    private static string Key(Delivery delivery) => KeyPrefix + NotOfKey().Replace(delivery.Id, "_");

    private static JsonObject Value(Delivery delivery) => new()
    {
        ["delivery"] = delivery.Id,
        ["carrier"] = delivery.Carrier,
        ["tracking"] = new JsonArray([.. delivery.TrackingNumbers.Select(number => (JsonNode)number)]),
        ["tracking_url"] = delivery.TrackingUrl,
        ["lines"] = new JsonArray([.. delivery.Lines.Select(line => (JsonNode)new JsonObject { ["line"] = line.LineId, ["quantity"] = line.Quantity })]),
    };

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex NotOfKey();

    /// <summary>What the shop has of an order: its lines, and which deliveries were announced.</summary>
    private sealed record OrderInShop(string Status, IReadOnlyList<LineQuantity> Lines, IReadOnlyDictionary<string, IReadOnlyList<LineQuantity>> Announced)
    {
        public static OrderInShop Read(JsonView order) => new(
            order.Get("status").String(),
            [.. order.Items("line_items").Select(line => new LineQuantity(line.Get("id").Id(), line.Get("quantity").Decimal()))],
            order.Items("meta_data").Where(meta => meta.Text("key")?.StartsWith(KeyPrefix, StringComparison.Ordinal) ?? false)
                .GroupBy(meta => meta.Text("key")!).ToDictionary(metas => metas.Key, metas => Quantities(metas.First().Get("value"))));

        public bool Has(Delivery delivery) => Announced.ContainsKey(Key(delivery));

        /// <summary>Whether all lines have left with this delivery and those before.</summary>
        public bool IsWholeWith(Delivery delivery)
        {
            var left = Announced.Values.SelectMany(lines => lines).Concat(delivery.Lines).ToLookup(line => line.LineId, line => line.Quantity);
            return Lines.All(line => left[line.LineId].Sum() >= line.Quantity);
        }

        private static IReadOnlyList<LineQuantity> Quantities(JsonView value)
            => [.. value.Items("lines").Select(line => new LineQuantity(line.Get("line").String(), line.Get("quantity").Decimal()))];
    }
}
