using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class MergeConformance : StoreConformance
{
    private static readonly TenantId Acme = new("acme");

    private static MergeProposal New(string kept, string other, string connection = "odoo", string tenant = "acme") => new()
    {
        Key = new(new(new(tenant), new(connection)), kept, other),
        Rule = CustomerRule.ExternalId,
        Order = Sample.Document("a/1", tenant),
        FoundAt = Sample.Now,
    };

    private static MergeDecision Decided(MergeStatus status = MergeStatus.Dismissed) => new(status, "ada", "brothers", Sample.Now.AddHours(1));

    [Fact]
    public async Task All_that_a_proposal_says_comes_back_and_the_first_stays()
    {
        await ProposeAsync(New("7", "9"));
        await ProposeAsync(New("7", "9") with { Order = Sample.Document("2"), Rule = CustomerRule.Vat });

        Assert.Equal(New("7", "9"), await Store.Merges.FindAsync(New("7", "9").Key, None));
        Assert.Null(await Store.Merges.FindAsync(New("7", "9", tenant: "globex").Key, None));
    }

    [Fact]
    public async Task Two_are_proposed_once_whichever_of_them_is_kept()
    {
        await ProposeAsync(New("7", "9"), New("9", "7"), New("7", "9"), New("7", "9", "other"));
        await ProposeAsync(New("9", "7"));

        Assert.Equal([New("7", "9").Key, New("7", "9", "other").Key], await KeysAsync());
    }

    [Fact]
    public async Task A_decision_stands_and_is_not_proposed_again()
    {
        await ProposeAsync(New("7", "9"));
        Assert.True(await Store.Merges.DecideAsync(New("7", "9").Key, Decided(), None));
        Assert.False(await Store.Merges.DecideAsync(New("7", "9").Key, Decided(MergeStatus.Merged), None));
        Assert.False(await Store.Merges.DecideAsync(New("9", "7").Key, Decided(), None));
        Assert.False(await Store.Merges.DecideAsync(New("7", "9", tenant: "globex").Key, Decided(), None));
        await ProposeAsync(New("7", "9"), New("9", "7"));

        Assert.Equal(New("7", "9") with { Decision = Decided() }, Assert.Single(await Store.Merges.ListAsync(Acme, null, null, 10, None)));
    }

    [Fact]
    public async Task They_are_listed_by_key_and_status_page_by_page()
    {
        await ProposeAsync(New("7", "9"), New("10", "9"), New("7", "10"), New("1", "2", "a"), New("3", "4"));
        await Store.Tenants.CreateTenantAsync(Sample.Tenant("globex"), None);
        await Store.Merges.ProposeAsync(new("globex"), [New("5", "6", tenant: "globex")], None);
        await Store.Merges.DecideAsync(New("3", "4").Key, Decided(MergeStatus.Merged), None);

        MergeKey[] open = [New("1", "2", "a").Key, New("10", "9").Key, New("7", "10").Key, New("7", "9").Key];
        List<MergeProposal> seen = [];
        while (await Store.Merges.ListAsync(Acme, MergeStatus.Open, seen.Count == 0 ? null : seen[^1].Key, 2, None) is { Count: > 0 } page)
        {
            seen.AddRange(page);
        }

        Assert.Equal(open, seen.Select(proposal => proposal.Key));
        Assert.Equal([New("3", "4").Key], (await Store.Merges.ListAsync(Acme, MergeStatus.Merged, null, 10, None)).Select(proposal => proposal.Key));
        Assert.Equal(5, (await KeysAsync()).Count());
    }

    [Fact]
    public async Task They_are_erased_with_their_tenant()
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant() with { Status = TenantStatus.Draining }, None);
        await ProposeAsync(New("7", "9"));
        await Store.Merges.ProposeAsync(new("globex"), [New("7", "9", tenant: "globex")], None);

        Assert.True(await Store.Tenants.EraseAsync(Acme, 100, Sample.Now, None));

        Assert.Empty(await KeysAsync());
        Assert.NotNull(await Store.Merges.FindAsync(New("7", "9", tenant: "globex").Key, None));
    }

    private Task ProposeAsync(params MergeProposal[] proposals) => Store.Merges.ProposeAsync(Acme, proposals, None);

    private async Task<IEnumerable<MergeKey>> KeysAsync() => (await Store.Merges.ListAsync(Acme, null, null, 10, None)).Select(proposal => proposal.Key);
}
