using System.Text.Json.Nodes;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Policies;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class PolicyConformance : StoreConformance
{
    private static readonly PolicyScope[] Scopes =
        [PolicyScope.Platform, PolicyScope.OfPlan("gold plan, 2026 \"é\""), PolicyScope.Of(new TenantId("acme")), PolicyScope.Of(Sample.Erp), PolicyScope.Of(Sample.Channel)];

    [Fact]
    public async Task Each_level_has_what_it_stated()
    {
        foreach (var (number, scope) in Scopes.Index())
        {
            Assert.Null(await Store.Policies.FindAsync(scope, None));
            Assert.True(await Store.Policies.PutAsync(Policy(scope, number + 1), 0, None));
        }

        foreach (var (number, scope) in Scopes.Index())
        {
            var stored = await Store.Policies.FindAsync(scope, None);
            Assert.Equal((scope, 1L, Sample.Now), (stored!.Scope, stored.Version, stored.UpdatedAt));
            Assert.True(JsonNode.DeepEquals(Policy(scope, number + 1).Settings, stored.Settings), stored.Settings.ToJsonString());
        }
    }

    [Fact]
    public async Task What_a_tenant_and_its_connections_state_is_listed_together_and_apart_from_what_the_platform_states()
    {
        foreach (var (number, scope) in Scopes.Append(PolicyScope.Of(new TenantId("globex"))).Index())
        {
            await Store.Policies.PutAsync(Policy(scope, number + 1), 0, None);
        }

        Assert.Equal(Scopes[..2], (await Store.Policies.ListAsync(null, None)).Select(one => one.Scope).OrderBy(scope => scope.Level));
        var stated = await Store.Policies.ListAsync(new("acme"), None);
        Assert.Equal(Scopes[2..], stated.Select(one => one.Scope).OrderBy(scope => Array.IndexOf(Scopes, scope)));
        Assert.All(stated, one => Assert.Equal((1L, Sample.Now, Array.IndexOf(Scopes, one.Scope) + 1), (one.Version, one.UpdatedAt, (int)one.Settings["batchMax"]!)));
        Assert.Empty(await Store.Policies.ListAsync(new("nobody"), None));
    }

    [Fact]
    public async Task It_is_replaced_at_its_version_only()
    {
        var scope = PolicyScope.Of(new TenantId("acme"));
        Assert.False(await Store.Policies.PutAsync(Policy(scope, 1), 1, None));
        Assert.True(await Store.Policies.PutAsync(Policy(scope, 1), 0, None));
        Assert.False(await Store.Policies.PutAsync(Policy(scope, 2), 0, None));
        Assert.True(await Store.Policies.PutAsync(Policy(scope, 3) with { UpdatedAt = Sample.Now.AddHours(1) }, 1, None));

        var stored = await Store.Policies.FindAsync(scope, None);
        Assert.Equal((2L, 3, Sample.Now.AddHours(1)), (stored!.Version, (int)stored.Settings["batchMax"]!, stored.UpdatedAt));
        Assert.Null(await Store.Policies.FindAsync(PolicyScope.Of(new TenantId("globex")), None));
    }

    [Fact]
    public async Task It_goes_with_its_connection_and_with_no_other()
    {
        foreach (var scope in Scopes)
        {
            await Store.Policies.PutAsync(Policy(scope, 1), 0, None);
        }

        await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None);
        Assert.True(await Store.Tenants.DeleteConnectionAsync(Sample.Erp, None));

        Assert.Null(await Store.Policies.FindAsync(PolicyScope.Of(Sample.Erp), None));
        foreach (var scope in Scopes.Where(scope => scope != PolicyScope.Of(Sample.Erp)))
        {
            Assert.NotNull(await Store.Policies.FindAsync(scope, None));
        }
    }

    [Fact]
    public async Task It_is_erased_with_its_tenant()
    {
        var other = PolicyScope.Of(new TenantId("globex"));
        foreach (var scope in Scopes.Append(other))
        {
            await Store.Policies.PutAsync(Policy(scope, 1), 0, None);
        }

        await Store.Tenants.CreateTenantAsync(Sample.Tenant() with { Status = TenantStatus.Draining }, None);
        Assert.True(await Store.Tenants.EraseAsync(new("acme"), 100, Sample.Now, None));

        Assert.Equal(
            [PolicyScope.Platform, Scopes[1], other],
            await Scopes.Append(other).ToAsyncEnumerable().Where(async (scope, _) => await Store.Policies.FindAsync(scope, None) is not null).ToListAsync());
    }

    private static StoredPolicy Policy(PolicyScope scope, int batchMax)
        => new() { Scope = scope, Settings = new() { ["batchMax"] = batchMax, ["slowCallSeconds"] = 0.1, ["batchedLanes"] = new JsonArray("reports") }, UpdatedAt = Sample.Now };
}
