using OdooGrains.Silo.Tests.Probes;

namespace OdooGrains.Silo.Tests.Contract;

public sealed class StateContract(SiloFixture silo) : SiloContract(silo)
{
    [Fact]
    public async Task A_stale_write_is_refused_and_costs_the_activation()
    {
        var account = Grain<IAccountProbe>();
        await account.ApplyAsync(new Deposit("k", 5));
        var activation = await account.ActivationAsync();

        await Assert.ThrowsAnyAsync<InconsistentStateException>(account.WriteStaleAsync);

        await Until.TrueAsync(async () => await account.ActivationAsync() != activation);
        Assert.Equal(6m, (await account.EntryAsync()).Balance);
    }

    [Fact]
    public async Task A_first_write_makes_a_record_and_clearing_removes_it()
    {
        var account = Grain<IAccountProbe>();
        var before = await account.EntryAsync();
        await account.ApplyAsync(new Deposit("k", 5));
        var written = await account.EntryAsync();
        await account.ClearAsync();
        var cleared = await account.EntryAsync();

        Assert.Equal((false, null), (before.Exists, before.Etag));
        Assert.True(written.Exists);
        Assert.NotNull(written.Etag);
        Assert.Equal((false, 0m, null), (cleared.Exists, cleared.Balance, cleared.Etag));
        Assert.Equal(7m, await account.ApplyAsync(new Deposit("k", 7)));
    }

    [Fact]
    public async Task State_survives_exactly_with_its_hierarchy()
    {
        var account = Grain<IAccountProbe>();
        await account.ApplyAsync(new Deposit("k", 79228162514264337593543950.335m));
        var before = await account.EntryAsync();
        var activation = await account.ActivationAsync();

        await account.LeaveAsync();

        await Until.TrueAsync(async () => await account.ActivationAsync() != activation);
        var after = await account.EntryAsync();
        Assert.Equal(before, after);
        Assert.Equal(TimeSpan.FromHours(5.5), after.At!.Value.Offset);
    }
}
