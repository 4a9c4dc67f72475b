using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;
using OdooGrains.Connectors.Shopify.Admin;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify.Outbound;

/// <summary>
/// Tells the shop that goods left. A fulfilment has no place for a key of ours, so one is known again by what it says: the same tracking numbers and
/// quantities, and none that stands for another delivery. Shopify refuses to fulfil more than is left, which bounds what a mistake could do.
/// </summary>
internal static class AnnounceOperation
{
    public static async Task<EffectOutcome> ExecuteAsync(ShopifyCalls calls, ConnectionConfig connection, Effect effect)
    {
        var request = Request(effect);
        var wanted = Quantities(request.Delivery);
        if (!effect.IsFresh && await FindAsync(calls, request, wanted) is { } before)
        {
            return Done(before);
        }

        if (FulfilmentAllocation.Of(await OpenAsync(calls, request.OrderId), wanted) is { } allocation)
        {
            return Created(await calls.WriteAsync(ShopifyQueries.Fulfil, new() { ["fulfillment"] = Input(connection, request.Delivery, allocation) }), connection);
        }

        // Somebody in the shop may have told it the very same.
        return await FindAsync(calls, request, wanted) is { } told ? Done(told) : throw ShopifyStopException.Business(
            "not_fulfillable", $"No location of the shop has all of {Shown(request.Delivery)} left to fulfil in order {request.OrderId}: it was fulfilled, cancelled, put on hold or split there. Correct it in the shop and retry, or discard this.");
    }

    public static async Task<EffectOutcome> LookUpAsync(ShopifyCalls calls, Effect effect)
        => Request(effect) is var request && await FindAsync(calls, request, Quantities(request.Delivery)) is { } id ? Done(id) : new EffectOutcome.NotFound();

    private static AnnounceDelivery Request(Effect effect) => effect.Request as AnnounceDelivery
        ?? throw ShopifyStopException.Failed(FailureClass.Schema, "not_a_delivery", $"Effect {effect.Key} carries a {effect.Request.GetType().Name}.");

    private static Dictionary<string, decimal> Quantities(Delivery delivery)
    {
        var wanted = delivery.Lines.GroupBy(line => line.LineId, StringComparer.Ordinal).ToDictionary(line => line.Key, line => line.Sum(part => part.Quantity), StringComparer.Ordinal);
        return wanted.Count > 0 && wanted.Values.All(quantity => quantity > 0 && quantity <= int.MaxValue && decimal.IsInteger(quantity))
            ? wanted
            : throw ShopifyStopException.Business("not_whole", $"Shopify fulfils whole units, at least one; delivery {delivery.Id} has {Shown(delivery)}.");
    }

    private static async Task<string?> FindAsync(ShopifyCalls calls, AnnounceDelivery request, Dictionary<string, decimal> wanted)
    {
        var order = await calls.ReadAsync(ShopifyQueries.Fulfilments, new() { ["id"] = ShopifyWords.Gid("Order", request.OrderId) }) ?? throw NoOrder(request.OrderId);
        List<JsonView> candidates =
        [
            .. order.Items("fulfillments").Where(fulfilment => ShopifyWords.Delivered(fulfilment.Get("status")) is not DeliveryStatus.Cancelled
                && !request.Others.Contains(ShopifyWords.IdOf(fulfilment.Get("id")))
                && Numbers(fulfilment).SetEquals(request.Delivery.TrackingNumbers)),
        ];
        foreach (var candidate in candidates.Take(ShopifyLimits.CandidatesMax))
        {
            if (await calls.ReadAsync(ShopifyQueries.Fulfilment, new() { ["id"] = candidate.Get("id").String() }) is { } whole && Carries(whole, wanted))
            {
                return ShopifyWords.IdOf(whole.Get("id"));
            }
        }

        return null;
    }

    private static HashSet<string> Numbers(JsonView fulfilment) => [.. fulfilment.Items("trackingInfo").Select(info => info.Text("number")).OfType<string>()];

    private static bool Carries(JsonView fulfilment, Dictionary<string, decimal> wanted)
    {
        var lines = fulfilment.Get("fulfillmentLineItems").Items("nodes")
            .GroupBy(line => ShopifyWords.IdOf(line.Get("lineItem").Get("id")), line => line.Get("quantity").Decimal())
            .ToDictionary(line => line.Key, line => line.Sum(), StringComparer.Ordinal);
        return lines.Count == wanted.Count && wanted.All(line => lines.GetValueOrDefault(line.Key) == line.Value);
    }

    private static async Task<IReadOnlyList<FulfilmentOrder>> OpenAsync(ShopifyCalls calls, string orderId)
    {
        List<FulfilmentOrder> open = [];
        string? after = null;
        for (var page = 0; page < ShopifyLimits.FulfilmentOrdersMax; page++)
        {
            var order = await calls.ReadAsync(ShopifyQueries.FulfilmentOrders, new() { ["id"] = ShopifyWords.Gid("Order", orderId), ["after"] = after }) ?? throw NoOrder(orderId);
            var read = order.Get("fulfillmentOrders");
            open.AddRange(read.Items("nodes").Select(FulfilmentOrder.Read).OfType<FulfilmentOrder>());
            if (!read.Get("pageInfo").Flag("hasNextPage"))
            {
                break;
            }

            after = read.Get("pageInfo").Get("endCursor").String();
        }

        return open;
    }

    private static JsonObject Input(ConnectionConfig connection, Delivery delivery, JsonArray allocation) => new()
    {
        ["lineItemsByFulfillmentOrder"] = allocation,
        ["notifyCustomer"] = connection.Flag(ShopifySettings.NotifyCustomer) ?? true,
        ["trackingInfo"] = new JsonObject
        {
            ["company"] = delivery.Carrier,
            ["numbers"] = new JsonArray([.. delivery.TrackingNumbers.Select(number => (JsonNode)number)]),
            ["url"] = delivery.TrackingUrl,
        },
    };

    private static EffectOutcome.Done Created(JsonView payload, ConnectionConfig connection)
    {
        List<JsonView> errors = [.. payload.Items("userErrors")];
        return errors.Count == 0
            ? Done(ShopifyWords.IdOf(payload.Get("fulfillment").Get("id")))
            : throw ShopifyStopException.Business("refused", $"Shopify refuses the fulfilment: {ShopifyErrors.Shown(string.Join(" ", errors.Take(3).Select(error => error.Text("message"))), [.. connection.Secrets.Values.SelectMany(values => values)])}");
    }

    private static EffectOutcome.Done Done(string id) => new(new DeliveryAnnounced(id));

    private static ShopifyStopException NoOrder(string id) => ShopifyStopException.Business("missing_in_shop", $"The shop has no order {id} (any more), or the app may not read it (orders older than 60 days need the scope read_all_orders).");

    private static string Shown(Delivery delivery) => string.Join(", ", delivery.Lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Quantity} of line {line.LineId}")));
}
