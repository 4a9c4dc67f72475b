using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class TenantConformance : StoreConformance
{
    [Fact]
    public async Task A_tenant_is_created_once()
    {
        Assert.True(await Store.Tenants.CreateTenantAsync(Sample.Tenant(), None));
        Assert.False(await Store.Tenants.CreateTenantAsync(Sample.Tenant() with { Name = "Another" }, None));

        Assert.Equal(Sample.Tenant() with { Version = 1 }, await Store.Tenants.FindTenantAsync(new("acme"), None));
        Assert.Null(await Store.Tenants.FindTenantAsync(new("globex"), None));
    }

    [Fact]
    public async Task Tenants_are_listed_by_id()
    {
        foreach (var id in (string[])["globex", "acme", "initech"])
        {
            await Store.Tenants.CreateTenantAsync(Sample.Tenant(id), None);
        }

        Assert.Equal(["acme", "globex"], (await Store.Tenants.ListTenantsAsync(null, 2, None)).Select(tenant => tenant.Id.Value));
        Assert.Equal(["initech"], (await Store.Tenants.ListTenantsAsync(new("globex"), 2, None)).Select(tenant => tenant.Id.Value));
    }

    [Fact]
    public async Task A_tenant_is_changed_at_its_version_only()
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant(), None);
        var paused = Sample.Tenant() with { Status = TenantStatus.Paused, Plan = "gold", Region = "eu" };

        Assert.False(await Store.Tenants.UpdateTenantAsync(paused, 2, None));
        Assert.True(await Store.Tenants.UpdateTenantAsync(paused, 1, None));
        Assert.False(await Store.Tenants.UpdateTenantAsync(paused, 1, None));
        Assert.Equal(paused with { Version = 2 }, await Store.Tenants.FindTenantAsync(new("acme"), None));
    }

    [Fact]
    public async Task A_connection_comes_back_as_it_was_put()
    {
        var connection = Sample.Connection() with
        {
            Found = new() { ["companyId"] = 1 },
            Secrets = [new("apiKey", new byte[] { 1 }, Sample.Now, Sample.Now.AddDays(1)), new("apiKey", new byte[] { 2 }, Sample.Now.AddHours(1), null)],
            Status = ConnectionStatus.AuthFailed,
            StatusReason = "Refused.",
        };
        Assert.NotNull(await Store.Tenants.PutConnectionAsync(connection, 0, None));

        var stored = await Store.Tenants.FindConnectionAsync(Sample.Erp, None);
        Assert.Equal(connection.Settings.ToJsonString(), stored!.Settings.ToJsonString());
        Assert.Equal(connection.Found.ToJsonString(), stored.Found.ToJsonString());
        Assert.Equal(connection.Secrets.Select(Text), stored.Secrets.Select(Text));
        Assert.Equal((ConnectionStatus.AuthFailed, "Refused.", 1L, Sample.Now, "odoo"), (stored.Status, stored.StatusReason, stored.Version, stored.UpdatedAt, stored.Kind));
    }

    [Fact]
    public async Task A_connection_is_replaced_at_its_version_only()
    {
        Assert.Null(await Store.Tenants.PutConnectionAsync(Sample.Connection(), 1, None));
        Assert.NotNull(await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None));
        Assert.Null(await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None));
        Assert.NotNull(await Store.Tenants.PutConnectionAsync(Sample.Connection() with { StatusReason = "By Ada." }, 1, None));

        var stored = await Store.Tenants.FindConnectionAsync(Sample.Erp, None);
        Assert.Equal((2L, "By Ada."), (stored!.Version, stored.StatusReason));
    }

    [Fact]
    public async Task A_connection_that_is_made_again_goes_on_from_its_last_version()
    {
        Assert.Equal(1, await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None));
        Assert.Equal(2, await Store.Tenants.PutConnectionAsync(Sample.Connection(), 1, None));
        await Store.Tenants.DeleteConnectionAsync(Sample.Erp, None);
        Assert.Equal(3, await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None));
        Assert.Equal(3, (await Store.Tenants.FindConnectionAsync(Sample.Erp, None))!.Version);

        // Its owner's epoch goes on by itself, before and after.
        var epoch = await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        await Store.Tenants.DeleteConnectionAsync(Sample.Erp, None);
        Assert.Equal(4, await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None));
        Assert.Equal(epoch + 1, await Store.Effects.TakeEpochAsync(Sample.Erp, None));
        Assert.Equal(1, await Store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel), 0, None));
    }

    [Fact]
    public async Task Refused_credentials_are_stored_and_the_configuration_stays_the_same()
    {
        await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None);

        Assert.True(await Store.Tenants.MarkAuthFailedAsync(Sample.Erp, 1, "Odoo refused the key.", None));

        var stored = await Store.Tenants.FindConnectionAsync(Sample.Erp, None);
        Assert.Equal((ConnectionStatus.AuthFailed, "Odoo refused the key.", 1L), (stored!.Status, stored.StatusReason, stored.Version));
        Assert.Equal((Sample.Connection().Settings.ToJsonString(), Sample.Connection().UpdatedAt), (stored.Settings.ToJsonString(), stored.UpdatedAt));
    }

    [Fact]
    public async Task Refused_credentials_count_for_an_active_connection_of_their_own_version_only()
    {
        Assert.False(await Store.Tenants.MarkAuthFailedAsync(Sample.Erp, 1, "No such connection.", None));
        await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None);
        Assert.False(await Store.Tenants.MarkAuthFailedAsync(Sample.Erp, 2, "Another version.", None));
        Assert.True(await Store.Tenants.MarkAuthFailedAsync(Sample.Erp, 1, "The first.", None));
        Assert.False(await Store.Tenants.MarkAuthFailedAsync(Sample.Erp, 1, "The second.", None));
        Assert.Equal("The first.", (await Store.Tenants.FindConnectionAsync(Sample.Erp, None))!.StatusReason);

        await Store.Tenants.PutConnectionAsync(Sample.Connection() with { Status = ConnectionStatus.Paused }, 1, None);
        Assert.False(await Store.Tenants.MarkAuthFailedAsync(Sample.Erp, 2, "It is paused.", None));
        Assert.Equal(ConnectionStatus.Paused, (await Store.Tenants.FindConnectionAsync(Sample.Erp, None))!.Status);
    }

    [Fact]
    public async Task Connections_are_listed_by_tenant_and_deleted_once()
    {
        await Store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel), 0, None);
        await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None);
        await Store.Tenants.PutConnectionAsync(Sample.Connection(new(new("globex"), new("odoo"))), 0, None);

        Assert.Equal(["odoo", "shop"], (await Store.Tenants.ListConnectionsAsync(new("acme"), None)).Select(connection => connection.Key.Connection.Value));
        Assert.True(await Store.Tenants.DeleteConnectionAsync(Sample.Erp, None));
        Assert.False(await Store.Tenants.DeleteConnectionAsync(Sample.Erp, None));
        Assert.Null(await Store.Tenants.FindConnectionAsync(Sample.Erp, None));
    }

    [Fact]
    public async Task A_key_is_found_by_its_hash_whoever_it_belongs_to()
    {
        var (ofTenant, ofPlatform) = (Sample.Key(1, new("acme")), Sample.Key(2));
        await Store.Tenants.AddKeyAsync(ofTenant, None);
        await Store.Tenants.AddKeyAsync(ofPlatform, None);

        Same(ofTenant, await Store.Tenants.FindKeyAsync(ofTenant.Hash, None));
        Same(ofPlatform, await Store.Tenants.FindKeyAsync(ofPlatform.Hash, None));
        Assert.Null(await Store.Tenants.FindKeyAsync(Sample.Key(3).Hash, None));
        Same(ofTenant, Assert.Single(await Store.Tenants.ListKeysAsync(new TenantId("acme"), None)));
        Same(ofPlatform, Assert.Single(await Store.Tenants.ListKeysAsync(null, None)));
    }

    [Fact]
    public async Task A_key_is_revoked_once_and_by_its_own_tenant()
    {
        var key = Sample.Key(1, new("acme"));
        await Store.Tenants.AddKeyAsync(key, None);

        Assert.False(await Store.Tenants.RevokeKeyAsync(new TenantId("globex"), key.Id, Sample.Now, None));
        Assert.False(await Store.Tenants.RevokeKeyAsync(null, key.Id, Sample.Now, None));
        Assert.True(await Store.Tenants.RevokeKeyAsync(new TenantId("acme"), key.Id, Sample.Now, None));
        Assert.False(await Store.Tenants.RevokeKeyAsync(new TenantId("acme"), key.Id, Sample.Now, None));
        Assert.Equal(Sample.Now, (await Store.Tenants.FindKeyAsync(key.Hash, None))!.RevokedAt);
    }

    [Fact]
    public async Task The_last_use_of_a_key_never_goes_back()
    {
        var key = Sample.Key(1, new("acme"));
        await Store.Tenants.AddKeyAsync(key, None);

        await Store.Tenants.TouchKeysAsync([(new("acme"), key.Id, Sample.Now.AddHours(1))], None);
        await Store.Tenants.TouchKeysAsync([(new("acme"), key.Id, Sample.Now), (new("globex"), key.Id, Sample.Now.AddHours(9))], None);

        Assert.Equal(Sample.Now.AddHours(1), (await Store.Tenants.FindKeyAsync(key.Hash, None))!.LastUsedAt);
    }

    [Fact]
    public async Task Only_a_draining_tenant_is_erased()
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant(), None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Tenants.EraseAsync(new("acme"), 10, Sample.Now, None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Tenants.EraseAsync(new("globex"), 10, Sample.Now, None));
    }

    [Fact]
    public async Task An_erasure_goes_in_batches_takes_everything_of_one_tenant_and_ends_closed()
    {
        foreach (var tenant in (string[])["acme", "globex"])
        {
            await FillAsync(tenant);
        }

        await Store.Tenants.UpdateTenantAsync(Sample.Tenant() with { Status = TenantStatus.Draining }, 1, None);
        var batches = 1;
        while (!await Store.Tenants.EraseAsync(new("acme"), 2, Sample.Now, None))
        {
            batches++;
        }

        // Three events, documents and effects each, a connection, an epoch and a key: 12 rows.
        Assert.InRange(batches, 6, 12);
        Assert.Equal(TenantStatus.Closed, (await Store.Tenants.FindTenantAsync(new("acme"), None))!.Status);
        Assert.Empty(await Store.Inbox.ListAsync(new("acme"), null, null, null, 10, None));
        Assert.Empty((await Store.Documents.ListAsync(new("acme"), new(), null, 10, None)).Items);
        Assert.Empty(await Store.Effects.DueAsync(Sample.Erp, 9, Sample.Now.AddDays(1), 10, None));
        Assert.Empty(await Store.Tenants.ListConnectionsAsync(new("acme"), None));
        Assert.Empty(await Store.Tenants.ListKeysAsync(new TenantId("acme"), None));
        Assert.Equal(3, (await Store.Documents.ListAsync(new("globex"), new(), null, 10, None)).Items.Count);
        Assert.Equal(3, (await Store.Inbox.ListAsync(new("globex"), null, null, null, 10, None)).Count);
        Assert.Single(await Store.Tenants.ListKeysAsync(new TenantId("globex"), None));
    }

    [Fact]
    public async Task An_erased_tenant_stays_closed_and_its_id_is_never_given_again()
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant() with { Status = TenantStatus.Draining }, None);
        Assert.True(await Store.Tenants.EraseAsync(new("acme"), 10, Sample.Now, None));

        Assert.True(await Store.Tenants.EraseAsync(new("acme"), 10, Sample.Now, None));
        Assert.False(await Store.Tenants.CreateTenantAsync(Sample.Tenant(), None));
        var closed = await Store.Tenants.FindTenantAsync(new("acme"), None);
        Assert.DoesNotContain("GmbH", closed!.Name, StringComparison.Ordinal);
        Assert.False(await Store.Tenants.UpdateTenantAsync(closed with { Status = TenantStatus.Active }, closed.Version, None));
    }

    private async Task FillAsync(string tenant)
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant(tenant), None);
        await Store.Tenants.PutConnectionAsync(Sample.Connection(new(new(tenant), new("odoo"))), 0, None);
        await Store.Effects.TakeEpochAsync(new(new(tenant), new("odoo")), None);
        await Store.Tenants.AddKeyAsync(Sample.Key(tenant.Length, new(tenant)), None);
        for (var number = 1; number <= 3; number++)
        {
            var document = Sample.Document($"{number}", tenant);
            await Store.Inbox.AcceptAsync(Sample.Event((tenant.Length * 10) + number, document: document), None);
            await CommitAsync(Sample.Commit(Sample.Head(document)) with { Effects = [Sample.Effect(document)] });
        }
    }

    private static string Text(SealedSecret secret) => $"{secret.Name} {Convert.ToHexString(secret.Box.Span)} {secret.CreatedAt:O} {secret.RetiresAt:O}";

    private static void Same(StoredKey expected, StoredKey? actual)
    {
        Assert.Equal(expected.Hash.ToArray(), actual!.Hash.ToArray());
        Assert.Equal(expected, actual with { Hash = expected.Hash });
    }
}
