using System.Globalization;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Grains.Tests.Kit;
using Xunit.Abstractions;

namespace OdooGrains.Grains.Tests;

/// <summary>
/// What is planted is found within one period of the reminders, and a clean day raises no alarm. ODOOGRAINS_CLEAN_ORDERS says how many orders that day
/// has; 1,000 where it is not set.
/// </summary>
public sealed class PlantedDriftTests(ITestOutputHelper output)
{
    private static readonly int CleanOrders = int.Parse(Environment.GetEnvironmentVariable("ODOOGRAINS_CLEAN_ORDERS") ?? "1000", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>How long a webhook of the clean day may take.</summary>
    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);

    /// <summary>Longer than an order of the clean day lives, and than a run looks back.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(5);

    // What the shop lists, what its webhook told (null: nothing), and what a run must say of it.
    private static readonly (ReconciliationSubject Subject, DriftCause Cause, DriftSettlement Settlement, int Count, Func<Order, (byte[]? Listed, byte[]? Told)> Plant)[] Plants =
    [
        (ReconciliationSubject.Orders, DriftCause.MissedWebhook, DriftSettlement.Repaired, 5, order => (Body(order), null)),
        (ReconciliationSubject.Orders, DriftCause.MissedWebhook, DriftSettlement.Repaired, 3, order => (Body(order with { CancelledAt = order.UpdatedAt }), Body(order with { UpdatedAt = order.UpdatedAt.AddMinutes(-1) }))),
        (ReconciliationSubject.Orders, DriftCause.ChangedSilently, DriftSettlement.Repaired, 4, order => (Body(order with { Note = "Ring twice." }), Body(order))),
        (ReconciliationSubject.Orders, DriftCause.UnknownThere, DriftSettlement.Person, 2, order => (null, Body(order))),
        (ReconciliationSubject.Payments, DriftCause.MissedWebhook, DriftSettlement.Repaired, 3, order => (Body(order, Reconciled.Paid(order)), Body(order))),
        (ReconciliationSubject.Payments, DriftCause.AmountDiffers, DriftSettlement.Person, 2, order => (Body(order, Reconciled.Paid(order)), Body(order, Reconciled.Paid(order, order.Total - 1)))),
        (ReconciliationSubject.Refunds, DriftCause.MissedWebhook, DriftSettlement.Repaired, 2, order => (Body(order, Reconciled.Refunded(order, 5)), Body(order))),
        (ReconciliationSubject.Refunds, DriftCause.AmountDiffers, DriftSettlement.Person, 1, order => (Body(order, Reconciled.Refunded(order, 5)), Body(order, Reconciled.Refunded(order, 4)))),
        (ReconciliationSubject.Shipments, DriftCause.MissedWebhook, DriftSettlement.Repaired, 2, order => (Body(order, Reconciled.Left(order, 2)), Body(order))),
        (ReconciliationSubject.Shipments, DriftCause.ChangedSilently, DriftSettlement.Person, 1, order => (Body(order, Reconciled.Left(order, 2, DeliveryStatus.Cancelled)), Body(order, Reconciled.Left(order, 2)))),
    ];

    [Fact]
    public void Planted_divergences_are_all_found_within_one_period_and_nothing_else() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        foreach (var number in Enumerable.Range(1, 50))
        {
            await Reconciled.HappenAsync(world, At(world, $"clean-{number}"));
        }

        // The last turn of the hour is over, and the next has the grace before it.
        await world.PassAsync(Period);
        await Reconciled.NextAsync(world, ReconciliationSubject.Shipments);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        var planted = world.Now;
        Dictionary<string, (ReconciliationSubject, DriftCause, DriftSettlement)> expected = [];
        foreach (var (plant, copy) in Plants.SelectMany(plant => Enumerable.Range(1, plant.Count).Select(copy => (plant, copy))))
        {
            var order = At(world, $"{plant.Subject}-{plant.Cause}-{plant.Settlement}-{expected.Count}");
            await PlantAsync(world, order, plant.Plant(order));
            expected.Add(order.Id, (plant.Subject, plant.Cause, plant.Settlement));
        }

        Assert.Equal(25, expected.Count);
        await world.PassAsync(Period);

        Dictionary<string, (ReconciliationSubject, DriftCause, DriftSettlement)> found = [];
        foreach (var run in (await Reconciled.RunsAsync(world)).Where(run => run.Drifts > 0))
        {
            Assert.True(run.StartedAt > planted && run.EndedAt <= planted + Period, $"{run.Subject} differed in a run from {run.StartedAt:T} to {run.EndedAt:T}.");
            foreach (var (drift, settlement, owner) in (await Reconciled.DriftsAsync(world, run)).Select(found => found.Settled))
            {
                // One that nobody knew here lacks its payment, too: that is the same drift, seen by a later run of another subject.
                Assert.True(found.TryAdd(drift.Document.Id, (run.Subject, drift.Cause, settlement)), $"{drift.Document.Id} was found twice.");
                Assert.Equal(settlement is DriftSettlement.Repaired, owner is null);
            }
        }

        Assert.Equal(expected.OrderBy(one => one.Key, StringComparer.Ordinal), found.OrderBy(one => one.Key, StringComparer.Ordinal));
        await world.PassAsync(Period);
        Assert.Equal(25, (await Reconciled.RunsAsync(world)).Sum(run => run.Drifts));
        output.WriteLine($"Seed {world.Seed}: 25 of 25 found, {found.Count(one => one.Value.Item3 is DriftSettlement.Repaired)} repaired, {found.Count(one => one.Value.Item3 is DriftSettlement.Person)} for a person.");
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void A_clean_day_raises_no_alarm() => World.Run(async world =>
    {
        await Reconciled.BeginAsync(world);
        (world.Listed.PageMax, world.Erp.Latency) = (50, TimeSpan.FromMilliseconds(20));
        var random = new Random(world.Seed);
        var gap = TimeSpan.FromDays(1) / CleanOrders;
        List<Task> webhooks = [];
        foreach (var number in Enumerable.Range(1, CleanOrders))
        {
            webhooks.Add(LiveAsync(world, $"{number}", random));
            await world.PassAsync(gap);
            if (number % 250 == 0)
            {
                // As retention does, only sooner: the store in memory looks at every row each time.
                await world.Store.Retention.PurgeEventsAsync(new("acme"), world.Now - KeptFor, int.MaxValue, default);
                await world.Store.Retention.PurgeDocumentsAsync(new("acme"), world.Now - KeptFor, int.MaxValue, default);
            }
        }

        await Task.WhenAll(webhooks);
        await world.PassAsync(Period * 3);
        var runs = await Reconciled.RunsAsync(world);
        Assert.All(runs, run => Assert.True(run.Status is RunStatus.Done && run.Drifts == 0, $"{run.Subject} of {run.Window}: {run.Status}, {run.Drifts} differ."));
        foreach (var subject in new[] { ReconciliationSubject.Orders, ReconciliationSubject.Payments, ReconciliationSubject.Refunds, ReconciliationSubject.Shipments })
        {
            var compared = runs.Where(run => run.Subject == subject).Sum(run => run.Compared);
            output.WriteLine($"{subject}: {runs.Count(run => run.Subject == subject)} runs, {compared} things compared, none differs.");
            Assert.True(compared >= (subject is ReconciliationSubject.Refunds ? CleanOrders / 20 : CleanOrders));
        }

        world.NothingIsDoneTwice();
    }, seeds: 1);

    // An order is placed, paid, often changed, shipped, and sometimes refunded, minutes and hours apart; each time its webhook takes a while, and may be
    // overtaken by the next one.
    private static async Task LiveAsync(World world, string id, Random random)
    {
        var order = At(world, id);
        List<OrderFact> facts = [];
        List<Task> webhooks = [];
        Tell();
        await world.PassAsync(TimeSpan.FromSeconds(random.Next(1, 600)));
        Change(order => Reconciled.Paid(order));
        if (random.Next(3) == 0)
        {
            await world.PassAsync(TimeSpan.FromSeconds(random.Next(1, 120)));
            order = order with { UpdatedAt = world.Now, Note = "Ring twice." };
            Tell();
        }

        await world.PassAsync(TimeSpan.FromMinutes(random.Next(1, 90)));
        Change(order => Reconciled.Left(order, 2));
        if (random.Next(10) == 0)
        {
            await world.PassAsync(TimeSpan.FromMinutes(random.Next(1, 60)));
            Change(order => Reconciled.Refunded(order, 5));
        }

        await Task.WhenAll(webhooks);

        void Change(Func<Order, OrderFact> fact)
        {
            order = order with { UpdatedAt = world.Now };
            facts.Add(fact(order));
            Tell();
        }

        void Tell()
        {
            var body = FakeShop.Body(order, [.. facts]);
            world.Listed.Put(order, body);
            webhooks.Add(DeliverAsync(world, order, body, DelayMax * random.NextDouble()));
        }
    }

    private static async Task DeliverAsync(World world, Order order, byte[] body, TimeSpan delay)
    {
        await world.PassAsync(delay);
        await world.AcceptAsync(order, body);
    }

    private static async Task PlantAsync(World world, Order order, (byte[]? Listed, byte[]? Told) plant)
    {
        if (plant.Listed is { } listed)
        {
            world.Listed.Put(order, listed);
        }

        if (plant.Told is { } told)
        {
            await world.AcceptAsync(order, told);
        }
    }

    private static byte[] Body(Order order, params IReadOnlyList<OrderFact> facts) => FakeShop.Body(order, facts);

    private static Order At(World world, string id) => An.Order(id) with { PlacedAt = world.Now, UpdatedAt = world.Now };
}
