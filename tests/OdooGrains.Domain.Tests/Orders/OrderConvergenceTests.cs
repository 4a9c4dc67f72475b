using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;
using OdooGrains.Domain.Tests.Model;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>Any interleaving and repetition of events, with calls that fail in any way in between, ends like the run in order.</summary>
public class OrderConvergenceTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(4000).WithStartSize(20).WithEndSize(120);

    private static readonly Arbitrary<int[]> Decisions = Arb.From(Gen.Choose(0, 9999).ArrayOf(), ArbMap.Default.ArbFor<int[]>().Shrinker);

    [Fact]
    public void Any_interleaving_ends_like_the_run_in_order_where_keys_are_enforced()
        => Prop.ForAll(Decisions, values => EndsAsInOrder(values, Grade.Guaranteed)).Check(Many);

    [Fact]
    public void Any_interleaving_ends_like_the_run_in_order_where_keys_are_not_enforced()
        => Prop.ForAll(Decisions, values => EndsAsInOrder(values, Grade.DetectedAndRepaired)).Check(Many);

    [Fact]
    public void The_rules_of_the_saga_hold_also_when_a_person_discards_the_order_at_any_time()
        => Prop.ForAll(Decisions, values =>
        {
            var choices = new Choices(values);
            var world = new OrderWorld(Statements.From(choices), choices, choices.Of(Grade.Guaranteed, Grade.DetectedAndRepaired), choices.Next(2) == 1);
            world.Arrive(0);
            while (choices.AreLeft)
            {
                world.Step(mayDiscard: true);
            }

            world.Drain();
            Assert.True(world.State!.IsFinished || world.State.Hold is { Code: OrderHold.Invalid }, world.Log);
        }).Check(Many);

    private static void EndsAsInOrder(int[] values, Grade grade)
    {
        var choices = new Choices(values);
        var statements = Statements.From(choices);
        var amend = choices.Next(2) == 1;
        var ordered = InOrder(statements, grade, amend);
        var world = new OrderWorld(statements, choices, grade, amend);
        while (choices.AreLeft)
        {
            world.Step();
        }

        // The repeats of a channel that never got its 2xx: all statements, the last first.
        for (var arrival = statements.Count - 1; arrival >= 0; arrival--)
        {
            world.Arrive(arrival);
        }

        world.Drain();
        world.LandAll();
        Assert.True(End(ordered) == End(world), $"In order:\n{End(ordered)}\nHere:\n{End(world)}\n{world.Log}");
        Assert.True(End(world) == Expected(statements), $"Expected:\n{Expected(statements)}\nHere:\n{End(world)}\n{world.Log}");
    }

    private static OrderWorld InOrder(IReadOnlyList<Order> statements, Grade grade, bool amend)
    {
        var world = new OrderWorld(statements, new([]), grade, amend);
        foreach (var arrival in Enumerable.Range(0, statements.Count).OrderBy(arrival => (statements[arrival].UpdatedAt, arrival)))
        {
            world.Arrive(arrival);
            world.Drain();
        }

        world.LandAll();
        return world;
    }

    // Whether the ERP has a cancelled order or none, and how far an invalid one came before, is a matter of timing.
    private static string End(OrderWorld world)
    {
        var state = world.State!;
        var customer = world.Erp.CustomerText(OrderSteps.CustomerKey(state.Key, state.Order.Customer));
        return (state.Hold, state.Status) switch
        {
            ({ } hold, _) => $"held {hold.Code}",
            (_, OrderStatus.Cancelled) => world.Erp.Orders.All(order => order.IsCancelled) ? "cancelled" : "cancelled here, not in the ERP",
            _ => $"{state.Status}: {string.Join(" and ", world.Erp.Orders)} for {customer}",
        } + "\n" + JsonSerializer.Serialize(state.Order, DomainJson.Default.Order);
    }

    private static string Expected(IReadOnlyList<Order> statements)
    {
        var last = Statements.Last(statements);
        var key = OrderSteps.CustomerKey(Some.Key, last.Customer);
        var book = new BookOrder { Order = last, Customer = new(key, key, ModelErp.AddressId(last.ShipTo)) };
        var customer = ModelErp.Text(new EnsureCustomer { Customer = last.Customer, ShipTo = last.ShipTo });
        return last switch
        {
            { CancelledAt: not null } => "cancelled",
            _ when OrderTotals.Problem(last, tolerance: 0.01m) is not null => "held invalid_order",
            _ => $"Confirmed: {ModelErp.Text(book)}, confirmed for {customer}",
        } + "\n" + JsonSerializer.Serialize(last, DomainJson.Default.Order);
    }
}
