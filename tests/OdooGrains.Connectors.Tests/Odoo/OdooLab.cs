using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Sandbox.Odoo;
using Delivery = OdooGrains.Sandbox.Odoo.Delivery;
using OdooSettings = OdooGrains.Sandbox.Odoo.OdooSettings;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>A simulated Odoo with a small catalogue, a connection to it, and effects to run.</summary>
internal sealed class OdooLab
{
    public const string Key = "simulated-admin-key";
    public static readonly DocumentKey Document = new(new("acme"), new("shop"), "820982911946154508");

    public OdooLab(int version = 19, string protocol = "auto", OdooSettings? settings = null, string login = "admin", string key = Key)
    {
        Odoo = new((settings ?? new()) with { Version = version }, Time);
        Egress = new(Odoo);
        Connector = new(Egress, Time);
        Vat = Odoo.SeedTax("VAT 19 %", 19);
        VatIncluded = Odoo.SeedTax("VAT 19 % incl.", 19, included: true);
        Odoo.SeedTax("VAT 7 %", 7);
        Odoo.SeedTax("VAT 7 % incl.", 7, included: true);
        Odoo.SeedPricelist("Default", "EUR");
        Dollars = Odoo.SeedPricelist("Dollars", "USD");
        Mug = Odoo.SeedProduct("MUG", "Mug", 8);
        Odoo.SeedProduct("TEE", "Shirt", 20);
        Shipping = Odoo.SeedService("SHIPPING", "Shipping", 5);
        Discount = Odoo.SeedService("DISCOUNT", "Discount", 0);
        Tip = Odoo.SeedService("TIP", "Tip", 0);
        Connection = new()
        {
            Key = new(new TenantId("acme"), new ConnectionId("odoo")),
            Kind = "odoo",
            Version = 1,
            Settings = new JsonObject { ["url"] = "https://odoo.simulated", ["database"] = "odoo", ["login"] = login, ["protocol"] = protocol },
            Secrets = new Dictionary<string, IReadOnlyList<string>> { ["apiKey"] = [key] },
        };
    }

    public ManualTime Time { get; } = new();
    public SimulatedOdoo Odoo { get; }
    public SimulatedEgress Egress { get; }
    public OdooConnector Connector { get; }
    public ConnectionConfig Connection { get; set; }
    public int Vat { get; }
    public int VatIncluded { get; }
    public int Dollars { get; }
    public int Mug { get; }
    public int Shipping { get; }
    public int Discount { get; }
    public int Tip { get; }

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Orders => Odoo.Records("sale.order");

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Lines => Odoo.Records("sale.order.line");

    public int SessionCost => Connector.Outbound.SessionCost(Connection);

    public void Set(string name, JsonNode? value)
    {
        var settings = (JsonObject)Connection.Settings.DeepClone();
        settings[name] = value;
        Connection = Connection with { Settings = settings, Version = Connection.Version + 1 };
    }

    public async Task<EffectOutcome> RunAsync(EffectRequest request, int attempts = 1, int revision = 1, DocumentKey? document = null)
        => Assert.Single(await Connector.Outbound.ExecuteAsync(Connection, [Effect(request, attempts, revision, document)], default));

    /// <summary>Several effects in one call.</summary>
    public Task<IReadOnlyList<EffectOutcome>> RunAsync(IReadOnlyList<Effect> effects) => Connector.Outbound.ExecuteAsync(Connection, effects, default);

    public Task<EffectOutcome> LookUpAsync(Effect effect) => Connector.Outbound.LookUpAsync(Connection, effect, default);

    public Task<EffectOutcome> LookUpAsync(EffectRequest request, int attempts = 1, int revision = 1) => Connector.Outbound.LookUpAsync(Connection, Effect(request, attempts, revision), default);

    public async Task<CustomerEnsured> CustomerAsync(Order order) => Done<CustomerEnsured>(await RunAsync(new EnsureCustomer { Customer = order.Customer, BillTo = order.BillTo, ShipTo = order.ShipTo }));

    public async Task<BookOrder> BookAsync(Order order, bool amend = false) => new() { Order = order, Customer = await CustomerAsync(order), Amend = amend };

    public async Task<OrderBooked> BookedAsync(Order order) => Done<OrderBooked>(await RunAsync(await BookAsync(order)));

    /// <summary>One booking for each order, of documents 0, 1, 2, …, all by the same customer.</summary>
    public async Task<IReadOnlyList<Effect>> BookingsAsync(params IEnumerable<Order> orders)
    {
        var customer = await CustomerAsync(Order());
        return [.. orders.Select((order, index) => Effect(new BookOrder { Order = order, Customer = customer }, document: Document with { Id = $"{index}" }))];
    }

    /// <summary>Books and confirms an order; the ERP's id.</summary>
    public async Task<string> SoldAsync(Order order)
    {
        var booked = await BookedAsync(order);
        return Done<OrderConfirmed>(await RunAsync(new ConfirmOrder(booked.ErpId))).ErpId;
    }

    /// <summary>One record of the simulated Odoo.</summary>
    public IReadOnlyDictionary<string, object?> Record(string model, string id) => Odoo.Records(model).Single(record => $"{record["id"]}" == id);

    /// <summary>What the ledger would do: an attempt in doubt is looked up, and repeated where it is not found. Whatever fails in between is tried again.</summary>
    public async Task<T> SettledAsync<T>(EffectRequest request, int revision = 1)
        where T : EffectResult
    {
        var outcome = await RunAsync(request, 1, revision);
        for (var attempt = 2; outcome is not EffectOutcome.Done && attempt < 6; attempt++)
        {
            outcome = outcome is EffectOutcome.InDoubt && await LookUpAsync(request, attempt, revision) is EffectOutcome.Done found ? found : await RunAsync(request, attempt, revision);
        }

        return Done<T>(outcome);
    }

    /// <summary>How often a method of the model was called, whatever the protocol.</summary>
    public int Count(string model, string method) => Egress.Requests.Count(request => request.Url.AbsolutePath == $"/json/2/{model}/{method}"
        || (request.Url.AbsolutePath == "/jsonrpc" && Encoding.UTF8.GetString(request.Body.Span).Contains($"\"{model}\",\"{method}\"", StringComparison.Ordinal)));

    public static T Done<T>(EffectOutcome outcome)
        where T : EffectResult
    {
        Assert.True(outcome is EffectOutcome.Done, $"{outcome}");
        return Assert.IsType<T>(((EffectOutcome.Done)outcome).Result);
    }

    /// <summary>Refused for its company: the effect is planned again and goes in a smaller call.</summary>
    public static void AssertTogether(EffectOutcome outcome) => Assert.Equal((FailureClass.Transient, EffectFailures.RefusedTogether), (Failed(outcome).Class, Failed(outcome).Code));

    public static Failure Failed(EffectOutcome outcome) => Assert.IsType<EffectOutcome.Failed>(outcome).Failure;

    /// <summary>An effect as it is marked; a later attempt than the first is after one in doubt.</summary>
    public Effect Effect(EffectRequest request, int attempts = 1, int revision = 1, DocumentKey? document = null)
    {
        var key = document ?? Document;
        var step = Step(request);
        return new()
        {
            Key = new(key, step, revision),
            Connection = Connection.Key.Connection,
            ConfigVersion = Connection.Version,
            Operation = OrderSteps.Operation(step),
            ExternalKey = request is EnsureCustomer customer ? OrderSteps.CustomerKey(key, customer.Customer) : OrderSteps.OrderKey(key),
            HotKey = "customer",
            Request = request,
            Status = EffectStatus.Sent,
            Attempts = attempts,
            SentAt = Time.GetUtcNow(),
            DoubtfulSince = attempts > 1 ? Time.GetUtcNow() : null,
            DueAt = Time.GetUtcNow(),
            PlannedAt = Time.GetUtcNow(),
        };
    }

    private static string Step(EffectRequest request) => request switch
    {
        DeliverOrder => "deliver",
        InvoiceOrder => "invoice",
        RegisterPayment => "payment",
        CreditOrder => "credit",
        ReturnGoods => "return",
        _ => OrderSteps.Of(request),
    };

    /// <summary>Two mugs at 10.00 less 1.00, shipping 5.00: 24.00 with the tax added (19 %: 4.56), or included.</summary>
    public static Order Order(bool included = false) => new()
    {
        Id = Document.Id,
        Number = "#1001",
        PlacedAt = new(2026, 11, 20, 12, 30, 0, TimeSpan.FromHours(2)),
        UpdatedAt = new(2026, 11, 20, 12, 30, 0, TimeSpan.FromHours(2)),
        Currency = "EUR",
        PricesIncludeTax = included,
        Customer = new() { Id = "7", Name = "Jo Doe", Email = "jo_d@example.com", Phone = "+3211" },
        BillTo = Home,
        ShipTo = Home,
        Lines = [new() { Id = "1", Sku = "MUG", Title = "Mug, blue", Quantity = 2, UnitPrice = 10, Discount = 1, Taxes = Vat19 }],
        ShippingLines = [new() { Id = "2", Title = "Standard", Price = 6, Discount = 1, Taxes = Vat19 }],
        Total = included ? 24 : 28.56m,
        TaxTotal = included ? 3.83m : 4.56m,
    };

    /// <summary>One of several orders, each with another quantity.</summary>
    public static Order Numbered(int index) => Order() with { Id = $"{index}", Number = $"#{index}", Lines = [Order().Lines[0] with { Quantity = index + 1 }] };

    /// <summary>The answer to the nth load() of orders, from 0; also to all that follow.</summary>
    public static Func<EgressRequest, EgressOutcome?> OnLoad(int at, string answer, int status = 200)
    {
        var loads = 0;
        return call => call.Url.AbsolutePath == "/json/2/sale.order/load" && loads++ >= at ? Answer(answer, status) : null;
    }

    public static EgressOutcome.Answered Answer(string json, int status = 200) => new(status, new Dictionary<string, string>(), Encoding.UTF8.GetBytes(json));

    public static Address Home { get; } = new() { Name = "Jo Doe", Street = "High St 1", City = "Austin", PostalCode = "78701", Region = "TX", Country = "US" };

    public static IReadOnlyList<Tax> Vat19 { get; } = [new("VAT", 0.19m, 0)];
}

/// <summary>SIMULATION: answers calls from a simulated Odoo, without sockets.</summary>
internal sealed class SimulatedEgress(SimulatedOdoo odoo) : IEgress
{
    public List<EgressRequest> Requests { get; } = [];

    /// <summary>What happens instead of a call, where it is not null.</summary>
    public Func<EgressRequest, EgressOutcome?>? Instead { get; set; }

    private (int At, bool IsReached)? _lost;

    /// <summary>Loses the nth call from now, from 0: its answer, or already the request.</summary>
    public void Lose(int at, bool isReached) => _lost = (Requests.Count + at, isReached);

    public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        lock (Requests)
        {
            Requests.Add(request);
        }

        if (_lost is { } lost && Requests.Count - 1 == lost.At)
        {
            _lost = null;
            if (lost.IsReached)
            {
                Answer(request);
            }

            return Task.FromResult<EgressOutcome>(new EgressOutcome.InDoubt("broken", "The connection broke."));
        }

        return Task.FromResult(cancellation.IsCancellationRequested ? new EgressOutcome.InDoubt("cancelled", "The call was cancelled.") : Instead?.Invoke(request) ?? Answer(request));
    }

    private EgressOutcome Answer(EgressRequest request)
    {
        var headers = request.Headers.ToDictionary();
        if (request.ContentType is { } type)
        {
            headers["Content-Type"] = type;
        }

        var answer = odoo.Handle(new(request.Method, request.Url.AbsolutePath, headers, request.Body));
        return answer.Delivery switch
        {
            Delivery.Answer => Answered(answer),
            Delivery.Late late when late.Delay < request.Timeout => Answered(answer),
            Delivery.Late => new EgressOutcome.InDoubt("timeout", "No whole answer in time."),
            _ => new EgressOutcome.InDoubt("broken", "The connection broke."),
        };
    }

    private static EgressOutcome.Answered Answered(OdooAnswer answer) => new(
        answer.Status,
        answer.Headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(header => header.Key, header => string.Join(",", header.Select(field => field.Value)), StringComparer.OrdinalIgnoreCase),
        answer.Body);
}
