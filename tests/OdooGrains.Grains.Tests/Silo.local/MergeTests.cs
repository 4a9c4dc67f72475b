using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Grains.Tests.Kit;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Grains.Tests;

/// <summary>Customers of the ERP that may be one are proposed to people, and orders go on.</summary>
public sealed class MergeTests
{
    [Fact]
    public void Who_is_alike_is_proposed_once_however_many_orders_find_them() => World.Run(async world =>
    {
        world.Erp.Next(An.Customer, effect => Alike(world, effect), times: 3);
        foreach (var order in new[] { "1", "2", "3" })
        {
            await world.AcceptAsync(An.Order(order));
            await world.UntilConfirmedAsync(order);
        }

        var proposal = Assert.Single(await ProposalsAsync(world));
        Assert.Equal((new MergeKey(Sample.Erp, "7", "9"), CustomerRule.Vat, Sample.Document("1")), (proposal.Key, proposal.Rule, proposal.Order));
    });

    [Fact]
    public void A_process_that_dies_as_it_stores_the_result_has_proposed_them_before() => World.Run(async world =>
    {
        world.Erp.Next(An.Customer, effect => Alike(world, effect));
        var isStoring = false;
        world.OnCommit = commit =>
        {
            isStoring |= commit.Effects.Any(effect => effect.Result is CustomerEnsured);
            return isStoring ? new TaskCompletionSource().Task : Task.CompletedTask;
        };
        await world.AcceptAsync(An.Order("1"));
        await world.UntilAsync(() => isStoring, "the commit of the result");
        world.OnCommit = null;
        await world.RestartAsync();
        world.Node.StartSweep();

        // What the look-up finds now says nothing of who is alike.
        await world.UntilConfirmedAsync("1");
        Assert.Null(((CustomerEnsured)(await world.EffectAsync(OrderSteps.Customer, "1"))!.Result!).Alike);
        Assert.Single(await ProposalsAsync(world));
        world.NothingIsDoneTwice();
    });

    [Fact]
    public void What_was_dismissed_does_not_come_again() => World.Run(async world =>
    {
        world.Erp.Next(An.Customer, effect => Alike(world, effect), times: 2);
        await world.AcceptAsync(An.Order("1"));
        await world.UntilConfirmedAsync("1");
        await world.Store.Merges.DecideAsync((await ProposalsAsync(world))[0].Key, new(MergeStatus.Dismissed, "ada", "brothers", world.Now), default);
        await world.AcceptAsync(An.Order("2"));
        await world.UntilConfirmedAsync("2");

        Assert.Equal(MergeStatus.Dismissed, Assert.Single(await ProposalsAsync(world)).Status);
    });

    [Fact]
    public void Orders_of_one_customer_by_different_rules_do_not_create_them_twice() => World.Run(async world =>
    {
        await world.AddTenantAsync("busy", concurrency: 8);
        world.Erp.OneAtATime = An.Customer;
        // A new connection begins with one call at once; by then it makes several.
        await BookAsync(world, 1, 20);
        Assert.True(world.Erp.Most.All > 2);

        var (isThere, made) = (false, 0);
        // They share a telephone number and no email: who looks before another's creation is done makes a second.
        world.Erp.Next(
            An.Customer,
            async effect =>
            {
                var isFound = isThere;
                await Task.Delay(world.Erp.Latency, world.Time);
                (isThere, made) = (true, isFound ? made : made + 1);
                return world.Erp.Do(effect);
            },
            times: 12);
        await BookAsync(world, 21, 12);
        Assert.Equal(1, made);
    });

    private static async Task BookAsync(World world, int first, int count)
    {
        foreach (var order in Enumerable.Range(first, count))
        {
            await world.AcceptAsync(An.Order($"{order}"), "busy");
        }

        await world.UntilAsync(() => world.CallsOf(An.Confirm).Count == first + count - 1, "all orders");
    }

    private static Task<EffectOutcome> Alike(World world, Effect effect)
    {
        world.Erp.Do(effect);
        return Task.FromResult<EffectOutcome>(new EffectOutcome.Done(new CustomerEnsured("7", "7", "7") { Alike = [new("9", CustomerRule.Vat)] }));
    }

    private static async Task<IReadOnlyList<MergeProposal>> ProposalsAsync(World world) => await world.Store.Merges.ListAsync(new("acme"), null, null, 10, default);
}
