using System.Globalization;
using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>The shop's orders as they are now, whatever became of their webhooks.</summary>
internal sealed class AdminOrders(ShopScenario scenario, TimeProvider time)
{
    private readonly SortedDictionary<long, ShopOrder> _orders = [];
    private readonly Dictionary<long, int> _told = [];

    /// <summary>Orders that a call changed, as the webhooks that Shopify sends of it would tell.</summary>
    public List<ShopOrder> Changed { get; } = [];

    /// <summary>What happened in the shop itself, unless something newer did; shipments that calls made stay.</summary>
    public void Put(ShopOrder order)
    {
        if (_told.TryGetValue(order.Id, out var version) && version >= order.Version) { return; }
        _told[order.Id] = order.Version;
        if (_orders.TryGetValue(order.Id, out var before))
        {
            // What a call changed since is not unchanged by it.
            var made = before.Fulfilments.Where(known => order.Fulfilments.All(told => told.Id != known.Id));
            order = order with { Fulfilments = [.. order.Fulfilments, .. made], UpdatedAt = before.UpdatedAt > order.UpdatedAt ? before.UpdatedAt : order.UpdatedAt };
        }

        _orders[order.Id] = order;
    }

    public ShopOrder Change(ShopOrder order)
    {
        var now = time.GetUtcNow();
        order = order with { Version = order.Version + 1, UpdatedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)) };
        _orders[order.Id] = order;
        Changed.Add(order);
        return order;
    }

    public ShopOrder? Find(long id) => _orders.GetValueOrDefault(id);

    public (ShopOrder Order, ShopFulfilmentOrder Split)? FulfilmentOrder(long id) =>
        (from order in _orders.Values from split in Split(order) where split.Id == id select ((ShopOrder, ShopFulfilmentOrder)?)(order, split)).FirstOrDefault();

    public JsonObject? Order(long id) => Find(id) is { } order ? Whole(order) : null;

    public JsonObject? Refund(long id) =>
        (from order in _orders.Values from refund in order.Refunds where refund.Id == id select AdminNodes.Refund(order, refund)).FirstOrDefault();

    public JsonObject? Fulfilment(long id) =>
        (from order in _orders.Values from fulfilment in order.Fulfilments where fulfilment.Id == id select AdminNodes.Fulfilment(order, fulfilment)).FirstOrDefault();

    /// <summary>By <c>updated_at:>='2026-11-20T17:00:00Z'</c>, the longest unchanged first.</summary>
    public JsonArray List(string? sortKey, string? query)
    {
        const string Form = "updated_at:>='";
        if (sortKey != "UPDATED_AT" || query is null || !query.StartsWith(Form, StringComparison.Ordinal)
            || !DateTimeOffset.TryParse(query[Form.Length..].TrimEnd('\''), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from))
        {
            throw new GraphException("INVALID_FIELD_ARGUMENTS", $"Orders are listed by UPDATED_AT and updated_at here, not by {sortKey} and {query}");
        }

        return new JsonArray([.. _orders.Values.Where(order => order.UpdatedAt >= from).OrderBy(order => order.UpdatedAt).ThenBy(order => order.Id).Select(Whole)]);
    }

    private JsonObject Whole(ShopOrder order)
    {
        var node = AdminNodes.Order(order);
        node["fulfillmentOrders"] = new JsonArray([.. Split(order).Select(split => AdminNodes.FulfilmentOrder(order, split))]);
        return node;
    }

    private IReadOnlyList<ShopFulfilmentOrder> Split(ShopOrder order) => ShopFulfilmentOrder.Of(order, scenario.TwoLocations);
}
