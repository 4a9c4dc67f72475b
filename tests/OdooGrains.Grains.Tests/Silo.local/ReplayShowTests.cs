using System.Globalization;
using System.Text.Json;
using OdooGrains.Domain;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;
using Xunit.Abstractions;

namespace OdooGrains.Grains.Tests;

/// <summary>
/// Thousands of failed orders of every kind, with answers known from how they were made: the plan is right for all, applying it does that and nothing
/// else, and kills in the middle of planning and of applying change neither.
/// </summary>
public sealed class ReplayShowTests(ITestOutputHelper output)
{
    private static readonly int Orders = int.Parse(Environment.GetEnvironmentVariable("ODOOGRAINS_REPLAY_ORDERS") ?? "500", CultureInfo.InvariantCulture);

    private static readonly OrderPolicy Policy = new()
    {
        Erp = Sample.Erp.Connection,
        ErpConfigVersion = 1,
        Operations = OrderSteps.Sale.ToDictionary(OrderSteps.Operation, _ => new OperationPolicy { Grade = Grade.Guaranteed }),
        Retry = new() { AttemptsMax = 2 },
    };

    /// <summary>How an order came to be held, what a plan must say of it, and what must have become of it.</summary>
    private sealed record Kind(string Name, Func<World, OrderState, OrderState> Make, ReplayKind Plan, string? Step, string? Field, ReplayOutcome Outcome, OrderStatus End, int Done);

    private static readonly IReadOnlyList<Kind> Kinds =
    [
        new("customer refused", (_, order) => Refused(order), ReplayKind.Create, OrderSteps.Customer, null, ReplayOutcome.Done, OrderStatus.Confirmed, 3),
        new("booking refused", (_, order) => Refused(Done(order)), ReplayKind.Create, OrderSteps.Book, null, ReplayOutcome.Done, OrderStatus.Confirmed, 2),
        new("booking given up", (_, order) => Refused(Refused(Done(order), FailureClass.Poison), FailureClass.Poison), ReplayKind.Create, OrderSteps.Book, null, ReplayOutcome.Done, OrderStatus.Confirmed, 2),
        new("sent and done", SentAndDone, ReplayKind.LookUp, OrderSteps.Book, null, ReplayOutcome.Done, OrderStatus.Confirmed, 1),
        new("sent and lost", (_, order) => Forced(Sent(Done(order))), ReplayKind.LookUp, OrderSteps.Book, null, ReplayOutcome.Done, OrderStatus.Confirmed, 2),
        new("confirmation refused", (_, order) => Refused(Done(Done(order))), ReplayKind.Change, OrderSteps.Confirm, "status", ReplayOutcome.Done, OrderStatus.Confirmed, 1),
        new("changed after its confirmation", (_, order) => Stated(Done(Done(Done(order))), quantity: 5), ReplayKind.Change, OrderSteps.Book, "total", ReplayOutcome.Done, OrderStatus.Confirmed, 1),
        new("another total", (_, order) => Done(Done(order), total: 1m), ReplayKind.Change, OrderSteps.Book, "total", ReplayOutcome.Done, OrderStatus.Confirmed, 2),
        new("cancellation refused", (_, order) => Refused(Stated(Done(Done(Done(order))), cancelled: true)), ReplayKind.Change, OrderSteps.Cancel, "status", ReplayOutcome.Done, OrderStatus.Cancelled, 1),
        new("still invalid", (_, order) => order, ReplayKind.Violate, null, null, ReplayOutcome.Untouched, OrderStatus.Received, 0),
        new("changed since the plan", (_, order) => Refused(Done(order)), ReplayKind.Create, OrderSteps.Book, null, ReplayOutcome.Skipped, OrderStatus.Discarded, 0),
    ];

    [Fact]
    public void The_plan_is_right_for_all_and_applying_it_does_that_and_nothing_else_over_kills() => World.Run(async world =>
    {
        var kinds = await MakeAsync(world);
        await world.PassAsync(TimeSpan.FromHours(1));

        var before = world.Erp.Done.Count;
        await PlanAsync(world);
        await RightAsync(world, kinds, item => Expected(kinds[item.Document.Id], item));
        Assert.Equal(before, world.Erp.Done.Count);
        await ChangeSomeAsync(world, kinds);

        var begun = world.Now;
        var kills = await ApplyAsync(world);
        await RightAsync(world, kinds, item => Assert.True(kinds[item.Document.Id].Outcome == item.Outcome, $"{kinds[item.Document.Id].Name}: {item}"));
        await EndedAsync(world, kinds);
        Assert.Equal(Contracts.Failures.ReplayAnswer.NotNow, await world.ReplayGrain.Apply());
        Assert.Equal(kinds.Values.Sum(kind => kind.Done), world.Erp.Done.Count - before);
        world.NothingIsDoneTwice();
        output.WriteLine($"replay: {Orders} orders of {Kinds.Count} kinds planned right, applied as planned in {(world.Now - begun).TotalSeconds:0} s over {kills} kills, nothing done twice");
    }, seeds: 1);

    private static async Task<IReadOnlyDictionary<string, Kind>> MakeAsync(World world)
    {
        Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);
        foreach (var number in Enumerable.Range(0, Orders))
        {
            var (kind, id) = (Kinds[number % Kinds.Count], $"{number:00000}");
            var order = An.Order(id) with { Total = kind.Plan is ReplayKind.Violate ? 1m : 20m };
            var state = kind.Make(world, OrderSaga.Fold(null, Sample.Document(id), new OrderEvent.Stated(order, Id(1)), Policy, Sample.Now, 0.5).State);
            Assert.NotNull(state.Hold);
            await StoreAsync(world, state);
            kinds.Add(id, kind);
        }

        return kinds;
    }

    // Killed while it plans; its reminder goes on with it in the next process.
    private static async Task PlanAsync(World world)
    {
        await world.BeginAsync(appliesAtOnce: false);
        await world.UntilAsync(async () => (await world.ReplayAsync()).Planned > 0, "a page of the plan");
        await world.RestartAsync();
        world.Node.StartSweep();
        await world.UntilReplayAsync(ReplayStatus.Planned);
    }

    private static async Task ChangeSomeAsync(World world, IReadOnlyDictionary<string, Kind> kinds)
    {
        foreach (var (id, _) in kinds.Where(kind => kind.Value.Outcome is ReplayOutcome.Skipped))
        {
            await world.Order(id).Discard("A person was faster.");
        }
    }

    // Killed each time that another third is done.
    private static async Task<int> ApplyAsync(World world)
    {
        await world.ReplayGrain.Apply();
        var kills = 0;
        while ((await world.ReplayAsync()).Status is ReplayStatus.Applying)
        {
            await world.PassAsync(TimeSpan.FromMilliseconds(730));
            if (kills < 2 && (await world.ReplayAsync()).AppliedTo > (kills + 1) * Orders / 3)
            {
                kills++;
                await world.RestartAsync();
                world.Node.StartSweep();
            }
        }

        var ended = await world.ReplayAsync();
        Assert.True(ended is { Status: ReplayStatus.Done, StopReason: null } && kills == 2, $"After {kills} kills it is {ended.Status}: {ended.StopReason}");
        return kills;
    }

    private static void Expected(Kind kind, ReplayItem item)
    {
        Assert.True((kind.Plan, kind.Step) == (item.Plan.Kind, item.Plan.Step), $"{kind.Name}: {item}");
        Assert.Equal(kind.Field is not null, item.Plan.Differences.Any(difference => difference.Field == kind.Field));
        Assert.Equal(kind.Plan is ReplayKind.Violate or ReplayKind.LookUp, item.Plan.Why is not null);
    }

    private static async Task RightAsync(World world, IReadOnlyDictionary<string, Kind> kinds, Action<ReplayItem> check)
    {
        var items = await world.ItemsAsync();
        Assert.Equal(kinds.Keys.Order(StringComparer.Ordinal), items.Select(item => item.Document.Id));
        Assert.All(items, check);
    }

    private static async Task EndedAsync(World world, IReadOnlyDictionary<string, Kind> kinds)
    {
        foreach (var (id, kind) in kinds)
        {
            var state = (await world.StateAsync(id))!;
            Assert.True(kind.End == state.Status && (state.Hold is null) == (kind.Outcome is not ReplayOutcome.Untouched), $"{kind.Name} {id} is {state.Status}, held: {state.Hold}");
            Assert.Equal(kind.Outcome is ReplayOutcome.Done ? Replays.Id : null, state.Replay);
        }
    }

    private static OrderState SentAndDone(World world, OrderState order)
    {
        var sent = Sent(Done(order));
        world.Erp.Do(sent.Current!);
        return Forced(sent);
    }

    private static OrderState Fold(OrderState state, OrderEvent @event) => OrderSaga.Fold(state, state.Key, @event, Policy, Sample.Now, 0.5).State;

    private static OrderState Stated(OrderState state, decimal quantity = 2, bool cancelled = false)
        => Fold(state, new OrderEvent.Stated(An.Order(state.Key.Id, minute: 1, quantity, cancelled), Id(2)));

    private static OrderState Sent(OrderState state)
        => state with { Effects = [.. state.Effects.Select(effect => effect == state.Current ? EffectMachine.Mark(effect, 1, Sample.Now) : effect)] };

    private static OrderState Forced(OrderState state) => Fold(state, new OrderEvent.Forced(Policy.Erp, "The old database is gone"));

    private static OrderState Refused(OrderState state, FailureClass failure = FailureClass.Business)
        => Settled(state, new EffectOutcome.Failed(new(failure, "refused", $"Odoo refuses order '{state.Key.Id}'.")));

    private static OrderState Done(OrderState state, decimal? total = null) => Settled(state, new EffectOutcome.Done(state.Current!.Request switch
    {
        EnsureCustomer => new CustomerEnsured("7", "7", "7"),
        BookOrder book => new OrderBooked("42", "S00042", total ?? book.Order.Total),
        ConfirmOrder confirm => new OrderConfirmed(confirm.ErpId),
        var other => throw new InvalidOperationException($"{other} is not done while orders are made."),
    }));

    private static OrderState Settled(OrderState state, EffectOutcome outcome)
    {
        var sent = Sent(state);
        return Fold(sent, new OrderEvent.Settled(sent.Current!.Key, sent.Current.Attempts, outcome));
    }

    private static EventId Id(int number) => new(Sample.Id(number));

    private static async Task StoreAsync(World world, OrderState state) => Assert.Equal(CommitResult.Committed, await world.Store.Documents.CommitAsync(
        new()
        {
            Head = OrderHead.Of(state, Policy, Sample.Now),
            State = JsonSerializer.SerializeToUtf8Bytes(state, DomainJson.Default.OrderState),
            ExpectedVersion = 0,
            Effects = state.Effects,
        },
        default));
}
