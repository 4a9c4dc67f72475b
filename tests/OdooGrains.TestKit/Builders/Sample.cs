using System.Security.Cryptography;
using System.Text;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Builders;

/// <summary>Plain, valid values of everything that is stored; tests change what they are about with <c>with</c>.</summary>
public static class Sample
{
    /// <summary>The instant that all samples are made at: 2026-11-20 12:00 UTC.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly ConnectionKey Channel = new(new("acme"), new("shop"));
    public static readonly ConnectionKey Erp = new(new("acme"), new("odoo"));

    /// <summary>A readable id: ids of higher numbers are greater.</summary>
    public static Guid Id(int number) => Guid.Parse($"00000000-0000-7000-8000-{number:x12}");

    public static DocumentKey Document(string id = "1001", string tenant = "acme") => new(new(tenant), Channel.Connection, id);

    public static Tenant Tenant(string id = "acme") => new() { Id = new(id), Name = $"{id} GmbH", CreatedAt = Now };

    public static InboundEvent Event(int number = 1, string? body = null, string? delivery = null, DocumentKey? document = null, string topic = "orders/create")
    {
        var of = document ?? Document();
        var bytes = Encoding.UTF8.GetBytes(body ?? $$"""{"id":{{number}}}""");
        return new()
        {
            Id = new(Id(number)),
            Connection = new(of.Tenant, of.Channel),
            Topic = topic,
            DeliveryId = delivery ?? $"delivery-{number}",
            DocumentId = of.Id,
            ObjectUpdatedAt = Now.AddSeconds(number),
            ReceivedAt = Now.AddSeconds(number),
            Body = bytes,
            BodyHash = SHA256.HashData(bytes),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
    }

    public static DocumentHead Head(DocumentKey? key = null) => new()
    {
        Key = key ?? Document(),
        Number = "#1001",
        Status = "validated",
        NextActionAt = Now.AddSeconds(5),
        Deadline = Now.AddHours(1),
        Owner = Owners.Platform,
        UpdatedAt = Now,
    };

    /// <summary>A finished document: nothing is due, nobody owns it.</summary>
    public static DocumentHead Finished(DocumentKey? key = null) => Head(key) with { Status = "confirmed", NextActionAt = null, Deadline = null, Owner = null };

    public static Effect Effect(DocumentKey? document = null, string step = "confirm", int revision = 1) => new()
    {
        Key = new(document ?? Document(), step, revision),
        Connection = Erp.Connection,
        ConfigVersion = 3,
        Operation = "order.confirm",
        ExternalKey = $"og/{(document ?? Document()).Id}",
        HotKey = $"customer/{(document ?? Document()).Id}",
        Request = new ConfirmOrder("S00042"),
        DueAt = Now,
        PlannedAt = Now,
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    public static DocumentCommit Commit(DocumentHead? head = null, long expectedVersion = 0, string state = """{"status":"validated"}""") => new()
    {
        Head = head ?? Head(),
        State = Encoding.UTF8.GetBytes(state),
        ExpectedVersion = expectedVersion,
    };

    public static StoredConnection Connection(ConnectionKey? key = null) => new()
    {
        Key = key ?? Erp,
        Kind = "odoo",
        Settings = new() { ["url"] = "https://erp.example", ["database"] = "acme" },
        Secrets = [new("apiKey", new byte[] { 1, 2, 3 }, Now, null)],
        UpdatedAt = Now,
    };

    public static StoredKey Key(int number = 1, TenantId? tenant = null) => new()
    {
        Id = Id(number),
        Tenant = tenant,
        Name = $"key {number}",
        Hash = SHA256.HashData([(byte)number]),
        CreatedAt = Now,
        ExpiresAt = Now.AddDays(90),
    };
}
