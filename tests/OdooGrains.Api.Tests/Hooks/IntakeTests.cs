using Microsoft.Extensions.Logging.Abstractions;
using OdooGrains.Api.Hooks;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Connectors;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Api.Tests.Hooks;

/// <summary>Intake as a simulation runs it: no HTTP, a clock that stands, ids from a seed.</summary>
public sealed class IntakeTests
{
    private static readonly ConnectionKey Key = new(new("acme"), new("shop"));

    [Fact]
    public async Task The_same_inputs_give_the_same_answers_and_events_without_any_http()
    {
        var (first, second) = (await RunAsync(), await RunAsync());

        Assert.Equal(first, second);
        Assert.Equal(4, first.Count);
    }

    private static async Task<List<string>> RunAsync()
    {
        var (time, store, hints) = (new ManualTime(), new MemoryStore(), new RecordedHints());
        var options = new ApiOptions { PlatformKeyHash = new byte[32] };
        var box = new SecretBox(TestServer.SecretsKey);
        await store.Tenants.CreateTenantAsync(new() { Id = Key.Tenant, Name = "Acme", CreatedAt = time.GetUtcNow() }, default);
        var connection = new StoredConnection
        {
            Key = Key,
            Kind = "shopify",
            Settings = new() { ["shop"] = Acme.Shop, ["erp"] = "erp" },
            Secrets = [new("webhookSecret", box.Seal(Key, "webhookSecret", Acme.WebhookSecret), time.GetUtcNow(), null)],
            UpdatedAt = time.GetUtcNow(),
        };
        await store.Tenants.PutConnectionAsync(connection, 0, default);
        var tenants = new TenantDirectory(store.Tenants, box, time);
        var intake = new Intake(
            tenants, new ConnectorRegistry([QuietShop.Connector(time)]), store.Inbox, hints, new SequentialIds(time, bytes => bytes.Clear()),
            new HookAdmission(new PolicyDirectory(store.Policies, tenants, time), new BacklogCounts(), time), new PlatformFigures(), options, time, NullLogger<Intake>.Instance);

        List<string> answers = [];
        foreach (var (body, secret) in new[] { (Acme.Order(), Acme.WebhookSecret), (Acme.Order(), Acme.WebhookSecret), (Acme.Order(2), "guess") })
        {
            var headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json", ["X-Shopify-Webhook-Id"] = "d-1", ["X-Shopify-Topic"] = "orders/create", ["X-Shopify-Shop-Domain"] = Acme.Shop, ["X-Shopify-Hmac-Sha256"] = Acme.Sign(body, secret),
            };
            answers.Add($"{await intake.ReceiveAsync(Key, new(headers.GetValueOrDefault, body, time.GetUtcNow()), null, default)}");
        }

        return [.. answers, .. hints.Events.Select(@event => $"{@event.Id} {@event.Document} {Convert.ToHexString(@event.BodyHash.Span)}")];
    }
}
