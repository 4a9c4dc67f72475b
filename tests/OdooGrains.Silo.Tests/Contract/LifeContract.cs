using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class LifeContract(SiloFixture silo) : SiloContract(silo)
{
    [Fact]
    public async Task Deactivation_runs_the_hooks_in_order_and_state_survives()
    {
        var account = Grain<IAccountProbe>();
        await account.ApplyAsync(new Deposit("k", 10.10m));
        var activation = await account.ActivationAsync();

        await account.LeaveAsync();

        await Until.TrueAsync(async () => await account.ActivationAsync() != activation);
        Assert.Equal(10.10m, (await account.EntryAsync()).Balance);
        var lines = await Grain<IJournalProbe>().LinesAsync();
        Assert.Equal("begin, end: ApplicationRequested, begin", string.Join(", ", lines));
    }

    [Fact]
    public async Task Calls_that_wait_at_deactivation_reach_the_next_activation()
    {
        var account = Grain<IAccountProbe>();
        List<Task> calls = [account.HoldAsync(Key)];
        await Gate.Of(Key).HasArrivedAsync();
        for (var number = 0; number < 50; number++)
        {
            if (number == 25) calls.Add(account.LeaveAsync());
            calls.Add(account.ApplyAsync(new Deposit("k", 1)));
        }

        Gate.Of(Key).Open();
        await Task.WhenAll(calls);

        Assert.Equal(50m, (await account.EntryAsync()).Balance);
    }

    [Fact]
    public void Two_references_to_one_grain_are_equal()
    {
        Assert.Equal(Grain<IAccountProbe>(), Grain<IAccountProbe>());
        Assert.NotEqual(Grain<IAccountProbe>(), Grain<IAccountProbe>("-other"));
        Assert.Equal(Key, Grain<IAccountProbe>().GetPrimaryKeyString());
    }
}
