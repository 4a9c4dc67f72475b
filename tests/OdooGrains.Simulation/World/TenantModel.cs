using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Sandbox.Odoo;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Simulation;

/// <summary>One tenant with its shops and its Odoo, as an operator would have set it up.</summary>
internal sealed class TenantModel
{
    private static readonly ConcurrentDictionary<int, JsonObject> FoundByVersion = new();
    private static readonly SecretBox Box = new(new byte[32]);
    private readonly World _world;

    public TenantModel(World world, TenantOptions options)
    {
        (_world, Options) = (world, options);
        Shops = [.. options.OrdersOfShops.Select((orders, index) => new ShopModel(world, options, index == 0 ? "shop" : "outlet", orders))];
        Erp = new(world, options, Shops[0].Scenario.Catalogue);
    }

    public static SecretBox Secrets => Box;

    public TenantOptions Options { get; }
    public IReadOnlyList<ShopModel> Shops { get; }
    public ErpModel Erp { get; }
    public ConnectionKey ErpKey => new(new(Options.Id), new("odoo"));

    /// <summary>Stores the tenant, its connections and what policy says of its Odoo.</summary>
    public async Task CreateAsync(ITenantStore store, IPolicyStore policies)
    {
        var now = _world.Time.GetUtcNow();
        await store.CreateTenantAsync(new() { Id = ErpKey.Tenant, Name = Options.Id, CreatedAt = now }, default);
        await store.PutConnectionAsync(OdooConnection(now), 0, default);
        if (Options.Limit is { } limit)
        {
            await policies.PutAsync(new() { Scope = PolicyScope.Of(ErpKey), Settings = limit.Policy, UpdatedAt = now }, 0, default);
        }

        foreach (var shop in Shops)
        {
            JsonObject settings = new() { ["shop"] = shop.Scenario.Shop, ["erp"] = "odoo" };
            await store.PutConnectionAsync(
                new() { Key = shop.Key, Kind = "shopify", Settings = settings, Secrets = [Sealed(shop.Key, "webhookSecret", shop.Secret, now)], UpdatedAt = now }, 0, default);
        }
    }

    private StoredConnection OdooConnection(DateTimeOffset now)
    {
        JsonObject settings = new()
        {
            ["url"] = $"https://{Erp.Host}",
            ["database"] = ErpModel.Database,
            ["login"] = ErpModel.Login,
            ["createBy"] = Options.PlainCreate ? "create" : "load",
            // A confirmed order can be changed by load() only.
            ["amendConfirmed"] = Options.AmendsConfirmed && !Options.PlainCreate,
        };
        var secret = Sealed(ErpKey, "apiKey", ErpModel.ApiKey, now);
        return new() { Key = ErpKey, Kind = "odoo", Settings = settings, Found = Found(settings), Secrets = [secret], UpdatedAt = now };
    }

    // What the connection's test finds is the same in each world, since each Odoo is filled in the same order.
    private JsonObject Found(JsonObject settings)
    {
        if (!FoundByVersion.TryGetValue(Options.OdooVersion, out var found))
        {
            var config = new ConnectionConfig
            {
                Key = ErpKey,
                Kind = "odoo",
                Settings = settings,
                Secrets = new Dictionary<string, IReadOnlyList<string>> { ["apiKey"] = [ErpModel.ApiKey] },
                Version = 1,
            };
            var odoo = new ErpModel(_world, Options, Shops[0].Scenario.Catalogue);
            var test = new OdooConnector(new DirectEgress(odoo), _world.Time).TestAsync(config, default);
            // Nothing in it waits, so it is done.
            found = test.Result is { Ok: true } good ? good.Found : throw new InvalidOperationException($"The test of the simulated Odoo failed: {test.Result.Summary} {string.Join(" ", test.Result.Problems)}");
            FoundByVersion[Options.OdooVersion] = found;
        }

        return found;
    }

    private static SealedSecret Sealed(ConnectionKey key, string name, string secret, DateTimeOffset now) => new(name, Box.Seal(key, name, secret), now, null);

    /// <summary>Answers at once.</summary>
    private sealed class DirectEgress(ErpModel erp) : IEgress
    {
        public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
        {
            OdooAnswer answer = erp.Answer(request);
            return Task.FromResult<EgressOutcome>(new EgressOutcome.Answered(answer.Status, new Dictionary<string, string>(), answer.Body));
        }
    }
}
