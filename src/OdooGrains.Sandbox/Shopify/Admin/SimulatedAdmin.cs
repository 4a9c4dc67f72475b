using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Sandbox.Http;

namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>
/// SIMULATION of one shop's GraphQL Admin API and its token endpoint. Synchronous, without I/O and deterministic: the same requests, clock readings and
/// fault seed give the same answers. Strict: what its schema does not have, no query may ask for. Safe to call from several threads.
/// </summary>
public sealed class SimulatedAdmin : ISimulatedSite
{
    private readonly Lock _gate = new();
    private readonly ShopScenario _scenario;
    private readonly AdminOrders _orders;
    private readonly AdminStock _stock;
    private readonly AdminTokens _tokens;
    private readonly AdminBucket _bucket;
    private readonly AdminMutations _mutations;

    /// <param name="scenario">The shop: its catalogue, tokens and plan.</param>
    /// <param name="time">The clock that changes, tokens and the bucket follow.</param>
    /// <param name="faults">What goes wrong; default: nothing.</param>
    public SimulatedAdmin(ShopScenario scenario, TimeProvider time, AdminFaults? faults = null)
    {
        _scenario = scenario;
        Faults = faults ?? new AdminFaults(0);
        _orders = new AdminOrders(scenario, time);
        _stock = new AdminStock(scenario);
        _tokens = new AdminTokens(scenario, time);
        _bucket = new AdminBucket(scenario.PointsPerSecond, time);
        _mutations = new AdminMutations(_orders, _stock, time);
    }

    public AdminFaults Faults { get; }

    public string Welcome => "SIMULATION of a Shopify shop's Admin API. Not a Shopify server.";

    /// <summary>Mutations that took effect.</summary>
    public int Writes { get; private set; }

    /// <summary>Refreshes of the access token.</summary>
    public int Refreshes
    {
        get { lock (_gate) { return _tokens.Refreshes; } }
    }

    /// <summary>The largest number of cost points that a query has asked for.</summary>
    public int CostMax { get; private set; }

    /// <summary>The shop has an event's state from now on, whether or not its webhook arrives.</summary>
    public void Tell(ShopEvent happened)
    {
        lock (_gate) { _orders.Put(happened.Order ?? throw new ArgumentException("The event has no state of the shop's own.", nameof(happened))); }
    }

    /// <summary>The available quantity of a product.</summary>
    public int Level(string sku)
    {
        lock (_gate) { return _stock[sku]; }
    }

    /// <summary>Sets it, as a person in the shop does.</summary>
    public void SetLevel(string sku, int quantity)
    {
        lock (_gate) { _stock[sku] = quantity; }
    }

    /// <summary>The shop keeps no stock of the product any more.</summary>
    /// <summary>A checkout takes it off the available quantity; false where there is less, and nothing is sold.</summary>
    public bool Take(string sku, int quantity)
    {
        lock (_gate)
        {
            var isThere = _stock[sku] >= quantity;
            _stock[sku] -= isThere ? quantity : 0;
            return isThere;
        }
    }

    public void Untrack(string sku)
    {
        lock (_gate) { _stock.Untrack(sku); }
    }

    /// <summary>The access token that the app began with expires then.</summary>
    public void Expire(DateTimeOffset at)
    {
        lock (_gate) { _tokens.Expire(at); }
    }

    /// <summary>An access token ends at once.</summary>
    public void Revoke(string token)
    {
        lock (_gate) { _tokens.Revoke(token); }
    }

    /// <summary>Somebody else has used up the bucket.</summary>
    public void EmptyBucket()
    {
        lock (_gate) { _bucket.Empty(); }
    }

    /// <summary>Shipments of an order: id, tracking numbers and quantities by line.</summary>
    public IReadOnlyList<(string Id, IReadOnlyList<string> Numbers, IReadOnlyList<(string Line, int Quantity)> Lines)> Fulfilments(string orderId)
    {
        lock (_gate)
        {
            return [.. (_orders.Find(long.Parse(orderId, System.Globalization.CultureInfo.InvariantCulture))?.Fulfilments ?? []).Select(fulfilment =>
                ($"{fulfilment.Id}", fulfilment.Numbers, (IReadOnlyList<(string, int)>)[.. fulfilment.Lines.Select(line => ($"{line.LineId}", line.Quantity))]))];
        }
    }

    /// <summary>Answers one HTTP request.</summary>
    public SiteAnswer Handle(SiteRequest request)
    {
        lock (_gate)
        {
            return (request.Method, request.Path) switch
            {
                ("POST", "/admin/oauth/access_token") => _tokens.Refresh(Encoding.UTF8.GetString(request.Body.Span)),
                ("POST", var path) when path == $"/admin/api/{_scenario.ApiVersion}/graphql.json" => Authorised(request),
                _ => AdminJson.Answer(404, new JsonObject { ["errors"] = "Not Found" }),
            };
        }
    }

    private SiteAnswer Authorised(SiteRequest request)
    {
        if (!_tokens.IsValid(request.Header("X-Shopify-Access-Token")))
        {
            return AdminJson.Answer(401, new JsonObject { ["errors"] = "[API] Invalid API key or access token (unrecognized login or wrong password)" });
        }

        try
        {
            var body = JsonNode.Parse(request.Body.Span)!;
            var operation = GraphParser.Parse(body["query"]!.GetValue<string>());
            return operation.Name == (string?)body["operationName"] ? Struck(operation, body["variables"] as JsonObject ?? []) : AdminJson.Answer(400, new JsonObject { ["errors"] = "operationName" });
        }
        catch (Exception error) when (error is JsonException or NullReferenceException or InvalidOperationException)
        {
            return AdminJson.Answer(400, new JsonObject { ["errors"] = "Required parameter missing or invalid" });
        }
        catch (GraphException error)
        {
            return AdminJson.Answer(200, AdminJson.Errors(error.Code, error.Message));
        }
    }

    private SiteAnswer Struck(GraphOperation operation, JsonObject variables) => Faults.Draw(operation.Name) switch
    {
        AdminFault.Unavailable => AdminJson.Answer(503, "<html>"),
        AdminFault.TooManyRequests => AdminJson.Answer(429, new JsonObject { ["errors"] = "Exceeded 2 calls per second" }, KeyValuePair.Create("Retry-After", "2.0")),
        AdminFault.Frozen => AdminJson.Answer(402, new JsonObject { ["errors"] = "Unavailable Shop" }),
        AdminFault.Locked => AdminJson.Answer(423, new JsonObject { ["errors"] = "This shop is unavailable" }),
        AdminFault.Throttled => Emptied(operation, variables),
        AdminFault.DropAnswer => Execute(operation, variables) with { IsLost = true },
        AdminFault.CommittedBadGateway => Instead(Execute(operation, variables), AdminJson.Answer(502, "<html>")),
        AdminFault.InternalError => Instead(Execute(operation, variables), AdminJson.Answer(200, Internal(operation))),
        _ => Execute(operation, variables),
    };

    private SiteAnswer Emptied(GraphOperation operation, JsonObject variables)
    {
        _bucket.Empty();
        return Execute(operation, variables);
    }

    private SiteAnswer Execute(GraphOperation operation, JsonObject variables)
    {
        var run = new GraphRun(variables);
        run.Check(operation);
        var requested = GraphCost.Requested(operation, variables);
        CostMax = Math.Max(CostMax, requested);
        if (requested > GraphCost.Max) { throw new GraphException("MAX_COST_EXCEEDED", $"Query cost is {requested}, which exceeds the single query max cost limit ({GraphCost.Max})."); }
        if (!_bucket.Take(requested))
        {
            var throttled = AdminJson.Errors("THROTTLED", "Throttled");
            throttled["extensions"] = _bucket.Cost(requested, null);
            return AdminJson.Answer(200, throttled);
        }

        var type = operation.IsMutation ? "Mutation" : "QueryRoot";
        var data = new JsonObject(operation.Fields.Select(field => KeyValuePair.Create(field.Name, run.Take(GraphSchema.Find(type, field.Name), field, Resolve(field, variables)))));
        var actual = GraphCost.Actual(operation, data);
        _bucket.Return(requested - actual);
        return AdminJson.Answer(200, new JsonObject { ["data"] = data, ["extensions"] = _bucket.Cost(requested, actual) });
    }

    private JsonNode? Resolve(GraphSelection field, JsonObject variables)
    {
        var id = GraphRun.Text(field, "id", variables);
        switch (field.Name)
        {
            case "shop":
                return new JsonObject
                {
                    ["id"] = "gid://shopify/Shop/1", ["name"] = "Simulated shop", ["myshopifyDomain"] = _scenario.Shop, ["currencyCode"] = _scenario.Currencies[0],
                    ["plan"] = new JsonObject { ["shopifyPlus"] = _scenario.PointsPerSecond >= 1000, ["partnerDevelopment"] = false },
                };
            case "locations":
                return new JsonArray([.. Enumerable.Range(0, _scenario.TwoLocations ? 2 : 1).Select(index => new JsonObject
                {
                    ["id"] = AdminJson.Gid("Location", ShopFulfilmentOrder.FirstLocation + index), ["name"] = $"Warehouse {index + 1}", ["isActive"] = true,
                })]);
            case "order":
                return _orders.Order(AdminJson.Number(id, "Order"));
            case "refund":
                return _orders.Refund(AdminJson.Number(id, "Refund"));
            case "fulfillment":
                return _orders.Fulfilment(AdminJson.Number(id, "Fulfillment"));
            case "orders":
                return _orders.List(GraphRun.Text(field, "sortKey", variables), GraphRun.Text(field, "query", variables));
            case "productVariants":
                return _stock.Search(GraphRun.Text(field, "query", variables) ?? "");
            case "fulfillmentCreate":
                return Wrote(_mutations.Fulfil((JsonObject)variables["fulfillment"]!));
            default:
                var key = field.Directives.TryGetValue("idempotent", out var idempotent) && idempotent["key"] is GraphVariable variable ? (string?)variables[variable.Name] : null;
                return Wrote(_mutations.SetQuantities((JsonObject)variables["input"]!, key));
        }
    }

    private JsonObject Wrote(JsonObject payload)
    {
        Writes += ((JsonArray)payload["userErrors"]!).Count == 0 ? 1 : 0;
        return payload;
    }

    private static SiteAnswer Instead(SiteAnswer executed, SiteAnswer answered) => executed.Status == 200 ? answered : executed;

    private static JsonObject Internal(GraphOperation operation)
    {
        var error = AdminJson.Errors("INTERNAL_SERVER_ERROR", "Internal error. Looks like something went wrong on our end.");
        error["data"] = new JsonObject { [operation.Fields[0].Name] = null };
        return error;
    }
}
