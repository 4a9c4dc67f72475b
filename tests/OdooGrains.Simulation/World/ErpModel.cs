using OdooGrains.Connectors.Egress;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Simulation;

/// <summary>The Odoo of one tenant: the sandbox's core without HTTP, with what the tenant's shops sell, and with faults during the storm.</summary>
internal sealed class ErpModel
{
    public const string Database = "odoo", Login = "admin", ApiKey = "simulated-admin-key";

    // Transient to the caller, whether the transaction was rolled back or not.
    private static readonly OdooFaultKind[] Transient =
    [
        OdooFaultKind.DropAnswer, OdooFaultKind.LateAnswer, OdooFaultKind.CommittedGatewayTimeout, OdooFaultKind.ResetBeforeCommit, OdooFaultKind.SerializationFailure,
        OdooFaultKind.DeadlockDetected, OdooFaultKind.LockNotAvailable, OdooFaultKind.OperationalError, OdooFaultKind.PoolError, OdooFaultKind.LockError,
        OdooFaultKind.BadGateway, OdooFaultKind.ServiceUnavailable, OdooFaultKind.GatewayTimeout, OdooFaultKind.Throttled,
    ];

    // Answers that hold an order until a person retries it.
    private static readonly OdooFaultKind[] Refusing =
        [OdooFaultKind.UserError, OdooFaultKind.ValidationError, OdooFaultKind.AccessError, OdooFaultKind.MissingError, OdooFaultKind.ValueError, OdooFaultKind.TypeError, OdooFaultKind.KeyError];

    private readonly World _world;
    private readonly TenantOptions _options;

    public ErpModel(World world, TenantOptions options, IReadOnlyList<ShopProduct> catalogue)
    {
        (_world, _options) = (world, options);
        Count = options.Limit is { } limit ? new(limit) : null;
        var settings = new OdooSettings { Version = options.OdooVersion, Database = Database, CompanyName = $"{options.Id} company", Capacity = OdooCapacity.Measured };
        Odoo = new(settings, world.Time, new OdooFaults(Streams.SeedOf(world.Options.Seed, $"odoo of {options.Id}")));
        var tax = Odoo.SeedTax("21%", 21);
        Odoo.SeedTax("21% incl.", 21, included: true);
        foreach (var product in catalogue)
        {
            Odoo.SeedProduct(product.Sku, product.Title, product.Price, tax);
        }

        foreach (var service in (string[])["SHIPPING", "DISCOUNT", "TIP"])
        {
            Odoo.SeedProduct(service, service, 0, tax);
        }
    }

    public SimulatedOdoo Odoo { get; }

    /// <summary>What the vendor counts; null where it has no limit.</summary>
    public VendorCount? Count { get; }

    public string Host => HostOf(_options.Id);

    public static string HostOf(string tenant) => $"{tenant}.odoo.example.com";

    public void BeginFaults()
    {
        var random = Streams.Of(_world.Options.Seed, $"faults of the odoo of {_options.Id}");
        foreach (var kind in Transient.Where(_ => random.Next(2) == 0))
        {
            Odoo.Faults.Add(new() { Kind = kind, PerMille = _world.Options.Rates.OdooFault, WritesOnly = random.Next(3) > 0, Delay = TimeSpan.FromSeconds(random.Next(1, 30)) });
        }

        if (_world.Options.Rates.OdooRefuses)
        {
            foreach (var kind in Refusing)
            {
                Odoo.Faults.Add(new() { Kind = kind, PerMille = 4 });
            }
        }

        // Every seed has answers that are lost after the commit, of every call that creates or changes an order.
        Odoo.Faults.Next(1, "sale.order", _options.PlainCreate ? "create" : "load", OdooFaultKind.DropAnswer);
        if (random.Next(2) == 0)
        {
            Odoo.Faults.Next(1, "sale.order", "action_confirm", OdooFaultKind.DropAnswer);
        }
    }

    public void EndFaults()
    {
        Odoo.Faults.Clear();
        foreach (var (kind, times) in Odoo.Faults.Struck.OrderBy(entry => entry.Key))
        {
            _world.Tally.Hit($"odoo {kind}", times);
        }
    }

    /// <summary>One request arrives.</summary>
    public OdooAnswer Answer(EgressRequest request)
    {
        Isolation.Check(_world, _options.Id, request);
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        if (request.ContentType is { } type)
        {
            headers["Content-Type"] = type;
        }

        var answer = Odoo.Handle(new(request.Method, request.Url.AbsolutePath, headers, request.Body));
        _world.Log.Add($"odoo of {_options.Id}: {request.Url.AbsolutePath} answers {answer.Status} {answer.Delivery}, journal {Odoo.Journal.Count}");
        return answer;
    }
}
