using OdooGrains.Contracts.Reconciliation;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Reconciliation;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>A tenant whose shop lists its orders, and whose subjects are compared each hour.</summary>
internal static class Reconciled
{
    /// <summary>Each at its own minute of the hour.</summary>
    public const string Hourly = """
        {"reconcileOrders": "0 * * * *", "reconcilePayments": "10 * * * *", "reconcileRefunds": "20 * * * *", "reconcileShipments": "30 * * * *"}
        """;

    /// <summary>Begins it; no feed is read, so that only reconciliations find what no webhook told.</summary>
    public static async Task BeginAsync(World world, string policy = Hourly)
    {
        await world.StatePolicyAsync(policy);
        await world.PutAsync(Sample.Channel, connection => connection with { Kind = ListedShop.Kind });
        world.Node.Directory.Forget(new TenantId("acme"));
        foreach (var subject in Enum.GetValues<ReconciliationSubject>())
        {
            await Grain(world, subject).Ensure();
        }
    }

    public static IReconciliationGrain Grain(World world, ReconciliationSubject subject)
        => world.Node.Silo.GetGrain<IReconciliationGrain>(new ReconciliationKey(new("acme"), subject).ToString());

    /// <summary>The shop lists it, and tells of it.</summary>
    public static async Task HappenAsync(World world, Order order, params OrderFact[] facts)
    {
        world.Listed.Put(order, FakeShop.Body(order, facts));
        await world.AcceptAsync(order, FakeShop.Body(order, facts));
    }

    public static async Task<IReadOnlyList<ReconciliationRun>> RunsAsync(World world, ReconciliationSubject? subject = null)
        => await world.Store.Reconciliations.ListAsync(new("acme"), subject, null, 1_000, default);

    public static async Task<IReadOnlyList<StoredDrift>> DriftsAsync(World world, ReconciliationRun run)
        => await world.Store.Reconciliations.DriftsAsync(new("acme"), run.Id, 0, 1_000, default);

    /// <summary>Waits for the next run of a subject that begins from now on to end.</summary>
    public static async Task<ReconciliationRun> NextAsync(World world, ReconciliationSubject subject, TimeSpan? atMost = null)
    {
        var begun = world.Now;
        ReconciliationRun? ended = null;
        await world.UntilAsync(
            async () => (ended = (await RunsAsync(world, subject)).LastOrDefault(run => run.StartedAt >= begun && run.Status is not RunStatus.Running)) is not null,
            $"the next run of {subject}",
            atMost ?? TimeSpan.FromMinutes(70));
        return ended!;
    }

    public static OrderFact Paid(Order order, decimal? amount = null, PaymentStatus status = PaymentStatus.Succeeded) => new OrderFact.PaymentFact(new()
    {
        Id = $"pi_{order.Id}",
        Kind = PaymentKind.Capture,
        Status = status,
        Amount = amount ?? order.Total,
        Currency = order.Currency,
        UpdatedAt = order.UpdatedAt,
    });

    public static OrderFact Refunded(Order order, decimal amount) => new OrderFact.RefundFact(new()
    {
        Id = $"r_{order.Id}",
        Total = amount,
        Currency = order.Currency,
        Status = PaymentStatus.Succeeded,
        UpdatedAt = order.UpdatedAt,
    });

    public static OrderFact Left(Order order, decimal quantity, DeliveryStatus status = DeliveryStatus.Done, DeliverySource source = DeliverySource.Channel) => new OrderFact.DeliveryFact(new()
    {
        Id = $"f_{order.Id}",
        Source = source,
        Status = status,
        Lines = [new("1", quantity)],
        UpdatedAt = order.UpdatedAt,
    });
}
