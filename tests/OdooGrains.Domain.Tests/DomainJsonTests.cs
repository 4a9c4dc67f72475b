using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;
using OdooGrains.Domain.Tests.Model;
using OdooGrains.Domain.Tests.Orders;

namespace OdooGrains.Domain.Tests;

/// <summary>What is stored comes back: every member of every record, to the last decimal.</summary>
public class DomainJsonTests
{
    [Fact]
    public void Every_state_of_the_saga_survives_being_stored()
    {
        foreach (var (name, build) in OrderSagaRows.All.Where(row => row.Name != OrderSagaRows.Nothing).Concat(OrderFollowRows.All))
        {
            var state = build(new()).State;
            Same(state with { Version = 0, Effects = [] }, Stored(state), name);
            foreach (var effect in state.Effects)
            {
                Same(effect, Stored(effect), $"{name}: {effect.Key}");
            }
        }
    }

    [Fact]
    public void An_order_with_every_member_set_survives_being_stored() => Same(Full(), Stored(State(Full())).Order, "order");

    [Fact]
    public void Decimals_survive_with_every_digit()
        => Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), amount =>
        {
            var stored = Stored(State(Some.Order() with { Total = amount }));
            Assert.Equal(decimal.GetBits(amount), decimal.GetBits(stored.Order.Total));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_fold_of_a_stored_state_does_what_a_fold_of_the_state_itself_does()
        => Prop.ForAll(Arb.From(Gen.Choose(0, 9999).ArrayOf()), values =>
        {
            var choices = new Choices(values);
            var row = OrderSagaRows.All.Where(row => row.Name != OrderSagaRows.Nothing).ElementAt(choices.Next(OrderSagaRows.All.Count - 1));
            var run = row.Build(new());
            var reloaded = Stored(run.State) with { Effects = [.. run.State.Effects.Select(Stored)] };
            var statement = new OrderEvent.Stated(Statements.From(choices)[0] with { UpdatedAt = Some.Noon.AddHours(1) }, OrderRun.Id(99));
            var (here, there) = (Fold(run.State, statement, run), Fold(reloaded, statement, run));
            Assert.Equal(OrderText.Of(run.State, here), OrderText.Of(reloaded, there));
            Same(here.State with { Effects = [] }, there.State with { Effects = [] }, row.Name);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_member_that_a_newer_version_wrote_is_ignored()
    {
        var json = JsonNode.Parse(JsonSerializer.Serialize(State(Some.Order()), DomainJson.Default.OrderState))!.AsObject();
        json["ofTomorrow"] = 1;
        Assert.Equal("#1001", JsonSerializer.Deserialize(json.ToJsonString(), DomainJson.Default.OrderState)!.Order.Number);
    }

    private static OrderFold Fold(OrderState state, OrderEvent @event, OrderRun run) => OrderSaga.Fold(state, Some.Key, @event, run.Policy, run.Now, draw: 1);

    private static OrderState State(Order order) => new OrderRun().Stated(order).State;

    private static OrderState Stored(OrderState state)
        => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(state, DomainJson.Default.OrderState), DomainJson.Default.OrderState)!;

    private static Effect Stored(Effect effect)
        => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(effect, DomainJson.Default.Effect), DomainJson.Default.Effect)!;

    private static Order Full()
    {
        var address = new Address
        {
            Name = "Ada", Company = "Engines", Street = "1 Street", Street2 = "Floor 2", City = "London", PostalCode = "N1", Region = "ENG", Country = "GB", Phone = "+44 1",
        };
        var order = Some.Order(cancelled: true) with
        {
            Customer = new() { Id = "7", Name = "Ada", Email = "ada@example.com", Phone = "+44 2", Vat = "GB123456789" },
            BillTo = address,
            ShipTo = address with { City = "Leeds" },
            ShippingLines = [new() { Id = "9", Title = "Parcel", Price = 4.90m, Discount = 0.10m, Taxes = [new("VAT", 0.19m, 0.78m)] }],
            Tip = 1.10m,
            Note = "Line 1\nLine 2 🙂",
            IsTest = true,
        };
        Assert.All(Leaves(order, "order"), leaf => Assert.NotNull(leaf.Value));
        return order;
    }

    // Record equality compares lists by reference, so this compares leaf by leaf; it sees also what the serialiser leaves out.
    private static void Same(object expected, object actual, string name) => Assert.Equal(Leaves(expected, name), Leaves(actual, name));

    private static IEnumerable<(string Path, object? Value)> Leaves(object? value, string path) => value switch
    {
        null or string or decimal or Guid or DateTimeOffset or TimeSpan => [(path, value)],
        IEnumerable items => items.Cast<object>().SelectMany((item, index) => Leaves(item, $"{path}[{index}]")).Append(($"{path}.Count", items.Cast<object>().Count())),
        _ when value.GetType().IsPrimitive || value.GetType().IsEnum => [(path, value)],
        _ => value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0 && (!property.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) || property.Name is "Version" or "Effects"))
            .SelectMany(property => Leaves(property.GetValue(value), $"{path}.{property.Name}"))
            .Append((path, value.GetType().Name)),
    };
}
