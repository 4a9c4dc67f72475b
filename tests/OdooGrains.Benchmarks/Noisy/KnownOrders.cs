using System.Globalization;
using OdooGrains.Benchmarks.Accept;
using OdooGrains.Connectors;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Orders;

namespace OdooGrains.Benchmarks.Noisy;

/// <summary>A webhook to send, and the order whose end tells that all came of it.</summary>
internal readonly record struct Change(DocumentKey Order, byte[] Request);

/// <summary>
/// Orders that a tenant's ERP has and has confirmed, put into the store as the saga would have left them. A webhook that then changes one is an
/// event with exactly one operation: the order is written again (<c>amendConfirmed</c>). A new order would take three.
/// </summary>
internal sealed class KnownOrders(OrderRepository orders, ConnectorRegistry connectors, IIdSource ids, TimeProvider time)
{
    private const string Topic = "orders/updated";
    private const string Secret = TimedTenants.Secret;
    private long _block = 100_000_000_000_000;

    /// <summary>Makes so many, and the webhook that changes each.</summary>
    public async Task<IReadOnlyList<Change>> MakeAsync(TenantId tenant, string host, int count)
    {
        SignedWebhooks webhooks = new(tenant.Value, host, Topic, Secret, Interlocked.Add(ref _block, 1_000_000));
        var made = Enumerable.Range(1, count).Select(number => Make(tenant, webhooks.Whole(number))).ToList();

        // No more at once than a tenant may have waiting.
        foreach (var some in made.Chunk(500))
        {
            await Task.WhenAll(some.Select(one => orders.CommitAsync(one.State, [], [], [], [], OrderPolicies.WithoutErp(TimedTenants.Erp), time.GetUtcNow())));
        }

        return [.. made.Select(one => one.Change)];
    }

    private (Change Change, OrderState State) Make(TenantId tenant, (byte[] Request, ReadOnlyMemory<byte> Body) webhook)
    {
        var stated = ((ParsedOrder.Read)connectors.Find("shopify")!.Inbound!.Parse(TimedTenants.Nobody, Topic, webhook.Body)).Order;
        var before = stated with { Note = "as it was", UpdatedAt = stated.UpdatedAt.AddDays(-1) };
        DocumentKey key = new(tenant, TimedTenants.Shop, stated.Id);
        return (new(key, webhook.Request), new()
        {
            Key = key,
            Order = before,
            LastEvent = new(ids.Next()),
            Status = OrderStatus.Confirmed,
            Erp = TimedTenants.Erp,
            Customer = new("1", "1", "1"),
            CustomerRequest = new EnsureCustomer { Customer = before.Customer, BillTo = before.BillTo, ShipTo = before.ShipTo },
            Booked = new(stated.Id.ToString(CultureInfo.InvariantCulture), stated.Number, before.Total),
            BookedOrder = before,
            IsConfirmedInErp = true,
            ProgressAt = time.GetUtcNow(),
        });
    }
}
