using System.Text.Json.Nodes;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Storage.Tests.Policies;

public sealed class PolicyDirectoryTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TenantId Acme = new("acme");
    private readonly ManualTime _time = new();
    private readonly MemoryStore _store;
    private readonly TenantDirectory _tenants;
    private readonly PolicyDirectory _directory;
    private Func<StoreCall, Task<StoreFault>> _gate = _ => Task.FromResult(StoreFault.None);
    private int _reads;

    public PolicyDirectoryTests()
    {
        _store = new(call =>
        {
            _reads += call.Name is "Policies.List" ? 1 : 0;
            return _gate(call);
        });
        _tenants = new(_store.Tenants, new SecretBox(new byte[32]), _time);
        _directory = new(_store.Policies, _tenants, _time);
    }

    public Task InitializeAsync() => _store.Tenants.CreateTenantAsync(Sample.Tenant() with { Plan = "gold" }, None);

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    ValueTask IAsyncDisposable.DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Each_level_overrides_the_one_above_it()
    {
        await PutAsync(PolicyScope.Platform, 10);
        Assert.Equal(10, await BatchMaxAsync());

        await PutAsync(PolicyScope.OfPlan("gold"), 20);
        await PutAsync(PolicyScope.OfPlan("silver"), 99);
        Assert.Equal(20, await BatchMaxAsync());

        await PutAsync(PolicyScope.Of(Acme), 30);
        Assert.Equal(30, await BatchMaxAsync());

        await PutAsync(PolicyScope.Of(Sample.Erp), 40);
        Assert.Equal(40, await BatchMaxAsync());
        Assert.Equal(30, (await _directory.ForAsync(Sample.Channel)).Outbound.BatchMax);
        Assert.Equal(30, (await _directory.ForAsync(Acme)).Outbound.BatchMax);
        Assert.Equal(10, (await _directory.ForAsync(new TenantId("nobody"))).Outbound.BatchMax);
    }

    [Fact]
    public async Task What_stands_above_a_level_is_told_without_its_own_word()
    {
        await PutAsync(PolicyScope.Platform, 10);
        await PutAsync(PolicyScope.Of(Acme), 30);
        await PutAsync(PolicyScope.Of(Sample.Erp), 40);

        Assert.Equal([PolicyLevel.Platform, PolicyLevel.Tenant], (await _directory.AboveAsync(PolicyScope.Of(Sample.Erp))).Select(statement => statement.Level));
        Assert.Empty(await _directory.AboveAsync(PolicyScope.Platform));
    }

    [Fact]
    public async Task Whoever_states_nothing_shares_one_policy_and_one_read_a_tenant()
    {
        await PutAsync(PolicyScope.Platform, 10);
        await _store.Tenants.CreateTenantAsync(Sample.Tenant("globex") with { Plan = "gold" }, None);

        var first = await _directory.ForAsync(Sample.Erp);
        Assert.Same(first, await _directory.ForAsync(new TenantId("globex")));
        Assert.Same(first, await _directory.ForAsync(Sample.Channel));

        // The platform with its plans, and two tenants with their connections.
        Assert.Equal(3, _reads);
    }

    [Fact]
    public async Task A_second_look_reads_nothing_until_a_level_is_too_old()
    {
        await BatchMaxAsync();
        _time.Advance(PolicyDirectory.AgeMax);
        await BatchMaxAsync();
        Assert.Equal(2, _reads);

        _time.Advance(TimeSpan.FromTicks(1));
        await BatchMaxAsync();
        Assert.Equal(4, _reads);
    }

    [Fact]
    public async Task What_did_not_change_is_not_worked_out_again()
    {
        await PutAsync(PolicyScope.Of(Acme), 30);
        var first = await _directory.ForAsync(Acme);
        _time.Advance(PolicyDirectory.AgeMax + TimeSpan.FromTicks(1));

        Assert.Same(first, await _directory.ForAsync(Acme));
    }

    [Fact]
    public async Task All_that_miss_at_once_read_once()
    {
        await _tenants.FindTenantAsync(Acme, None);
        var gate = new TaskCompletionSource<StoreFault>();
        _gate = _ => gate.Task;

        var looks = Enumerable.Range(0, 20).Select(_ => _directory.ForAsync(Acme).AsTask()).ToList();
        _gate = _ => Task.FromResult(StoreFault.None);
        gate.SetResult(StoreFault.None);
        await Task.WhenAll(looks);

        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_change_by_another_process_holds_after_the_longest_age()
    {
        await PutAsync(PolicyScope.Of(Acme), 30);
        await BatchMaxAsync();
        await StoreAsync(PolicyScope.Of(Acme), 31, 1);
        Assert.Equal(30, await BatchMaxAsync());

        _time.Advance(PolicyDirectory.AgeMax + TimeSpan.FromTicks(1));
        Assert.Equal(31, await BatchMaxAsync());
    }

    [Fact]
    public async Task Another_plan_of_the_tenant_is_taken_up()
    {
        await PutAsync(PolicyScope.OfPlan("silver"), 20);
        Assert.Equal(OutboundPolicy.Default.BatchMax, await BatchMaxAsync());

        await _store.Tenants.UpdateTenantAsync(Sample.Tenant() with { Plan = "silver" }, 1, None);
        _tenants.Forget(Acme);

        Assert.Equal(20, await BatchMaxAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_the_store_cannot_be_read_what_was_known_goes_on_to_hold(bool tenantStatesIt)
    {
        await PutAsync(tenantStatesIt ? PolicyScope.Of(Acme) : PolicyScope.Platform, 30);
        await BatchMaxAsync();
        _gate = _ => Task.FromResult(StoreFault.Unavailable);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(30, await BatchMaxAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _directory.ForAsync(new TenantId("unknown")).AsTask());

        _gate = _ => Task.FromResult(StoreFault.None);
        await PutAsync(PolicyScope.Of(Acme), 31, tenantStatesIt ? 1 : 0);
        Assert.Equal(31, await BatchMaxAsync());
    }

    private async Task<int> BatchMaxAsync() => (await _directory.ForAsync(Sample.Erp)).Outbound.BatchMax;

    private async Task PutAsync(PolicyScope scope, int batchMax, long version = 0)
    {
        await StoreAsync(scope, batchMax, version);
        _directory.Forget(scope);
    }

    private async Task StoreAsync(PolicyScope scope, int batchMax, long version)
        => Assert.True(await _store.Policies.PutAsync(new() { Scope = scope, Settings = new JsonObject { ["batchMax"] = batchMax }, UpdatedAt = Sample.Now }, version, None));
}
