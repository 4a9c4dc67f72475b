using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Api.Hooks;
using OdooGrains.Connectors;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Benchmarks.Idle;

/// <summary>Many tenants with an Odoo and two shops each, written as the REST front writes them, and the orders of their shops.</summary>
internal sealed class IdleTenants(int count, Uri odoo)
{
    private const string Secret = "benchmark-webhook-secret";
    private static readonly byte[] SecretBytes = Encoding.UTF8.GetBytes(Secret);

    public IReadOnlyList<TenantId> Ids { get; } = [.. Enumerable.Range(0, count).Select(number => new TenantId($"tenant-{number:00000}"))];

    public static IReadOnlyList<ConnectionKey> ConnectionsOf(TenantId tenant) => [new(tenant, new("erp")), new(tenant, new("shop")), new(tenant, new("outlet"))];

    /// <summary>Paused, so that their orders stay open.</summary>
    public Task CreateAsync(ITenantStore store) => EachAsync(tenant => store.CreateTenantAsync(new() { Id = tenant, Name = tenant.Value, Status = TenantStatus.Paused, CreatedAt = Now }, default));

    public Task ConnectAsync(ITenantStore store, SecretBox box) => EachAsync(async tenant =>
    {
        var keys = ConnectionsOf(tenant);
        JsonObject erp = new() { ["url"] = odoo.ToString().TrimEnd('/'), ["database"] = "odoo", ["login"] = "sales" };
        await store.PutConnectionAsync(new() { Key = keys[0], Kind = "odoo", Settings = erp, Secrets = [Sealed(box, keys[0], "apiKey", "simulated-sales-key")], UpdatedAt = Now }, 0, default);
        foreach (var key in keys.Skip(1))
        {
            JsonObject shop = new() { ["shop"] = $"{tenant}.myshopify.com", ["erp"] = "erp" };
            await store.PutConnectionAsync(new() { Key = key, Kind = "shopify", Settings = shop, Secrets = [Sealed(box, key, "webhookSecret", Secret)], UpdatedAt = Now }, 0, default);
        }
    });

    public Task ResumeAsync(ITenantStore store) => EachAsync(async id =>
    {
        var tenant = await store.FindTenantAsync(id, default);
        await store.UpdateTenantAsync(tenant! with { Status = TenantStatus.Active }, tenant.Version, default);
    });

    /// <summary>Accepts so many orders, spread over all shops.</summary>
    public Task SendAsync(Intake intake, int orders) => Parallel.ForEachAsync(Enumerable.Range(0, orders), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, _) =>
    {
        var tenant = Ids[number % Ids.Count];
        var body = Body(number);
        InboundRequest request = new(name => Header(tenant, number, body, name), body, Now);
        var answer = await intake.ReceiveAsync(ConnectionsOf(tenant)[1 + (number / Ids.Count % 2)], request, null, CancellationToken.None);
        if (answer is not IntakeAnswer.Accepted)
        {
            throw new InvalidOperationException($"Order {number} was not accepted: {answer}");
        }
    });

    /// <summary>The fields that a webhook of the order carries.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers(int number)
        => [.. new[] { "X-Shopify-Topic", "X-Shopify-Shop-Domain", "X-Shopify-API-Version", "X-Shopify-Webhook-Id", "X-Shopify-Hmac-Sha256" }.Select(name => KeyValuePair.Create(name, Header(Ids[0], number, Body(number), name)!))];

    public static byte[] Body(int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {"id":{{5_000_000_000L + number}},"updated_at":"2026-11-20T12:00:00Z","created_at":"2026-11-20T12:00:00Z","name":"#{{number}}","currency":"EUR","taxes_included":false,"total_price":"28.00","total_tax":"0.00","email":"buyer{{number}}@example.com","customer":{"id":7,"email":"buyer{{number}}@example.com","first_name":"Ada","last_name":"Byron"},"shipping_address":{"name":"Ada Byron","address1":"1 Main Street","city":"Ghent","zip":"9000","country_code":"BE"},"line_items":[{"id":1,"sku":"MUG-BLUE","title":"Blue mug","quantity":2,"price":"14.00","tax_lines":[],"discount_allocations":[]}],"shipping_lines":[]}
        """));

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static string? Header(TenantId tenant, int number, byte[] body, string name) => name.ToUpperInvariant() switch
    {
        "X-SHOPIFY-TOPIC" => "orders/create",
        "X-SHOPIFY-SHOP-DOMAIN" => $"{tenant}.myshopify.com",
        "X-SHOPIFY-API-VERSION" => "2026-10",
        "X-SHOPIFY-WEBHOOK-ID" => $"d-{number}",
        "X-SHOPIFY-HMAC-SHA256" => Convert.ToBase64String(HMACSHA256.HashData(SecretBytes, body)),
        "CONTENT-TYPE" => "application/json",
        _ => null,
    };

    private static SealedSecret Sealed(SecretBox box, ConnectionKey key, string name, string secret) => new(name, box.Seal(key, name, secret), Now, null);

    private Task EachAsync(Func<TenantId, Task> write) => Parallel.ForEachAsync(Ids, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (tenant, _) => await write(tenant));
}
