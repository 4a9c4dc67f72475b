using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Tests.Kit;

namespace OdooGrains.Api.Tests.Auth;

public sealed class KeyTests
{
    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_stored()
    {
        await using var server = await Acme.StartAsync();

        var made = await server.CallAsync("POST", "/v1/tenants/acme/keys", new JsonObject { ["name"] = "a program" });
        var key = (string)made.Json["key"]!;

        Assert.True(ApiKeys.IsWellFormed(key));
        var listed = await server.CallAsync("GET", "/v1/tenants/acme/keys");
        Assert.DoesNotContain(key, listed.Text, StringComparison.Ordinal);
        Assert.Equal("a program", (string?)Assert.Single(listed.Json["items"]!.AsArray())!["name"]);
        var stored = Assert.Single(await server.Store.Tenants.ListKeysAsync(new("acme"), default));
        Assert.Equal(ApiKeys.Hash(key), stored.Hash.ToArray());
    }

    [Fact]
    public async Task A_key_revoked_here_is_refused_at_once()
    {
        await using var server = await Acme.StartAsync();
        var key = await Acme.KeyAsync(server);
        await server.CallAsync("GET", "/v1/tenants/acme", key: key);
        var id = (string)(await server.CallAsync("GET", "/v1/tenants/acme/keys")).Json["items"]![0]!["id"]!;

        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("DELETE", $"/v1/tenants/acme/keys/{id}")).Status);

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/v1/tenants/acme", key: key)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("DELETE", $"/v1/tenants/acme/keys/{id}")).Status);
    }

    [Fact]
    public async Task A_key_revoked_elsewhere_is_refused_within_30_seconds()
    {
        await using var server = await Acme.StartAsync();
        var key = await Acme.KeyAsync(server);
        await server.CallAsync("GET", "/v1/tenants/acme", key: key);
        var stored = Assert.Single(await server.Store.Tenants.ListKeysAsync(new("acme"), default));

        // By the store, as another process would.
        await server.Store.Tenants.RevokeKeyAsync(new("acme"), stored.Id, server.Time.GetUtcNow(), default);
        server.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/v1/tenants/acme", key: key)).Status);
    }

    [Fact]
    public async Task A_key_ends_when_it_expires()
    {
        await using var server = await Acme.StartAsync();
        var expires = server.Time.GetUtcNow().AddHours(1);
        var key = (string)(await server.CallAsync("POST", "/v1/tenants/acme/keys", new JsonObject { ["name"] = "short", ["expiresAt"] = expires })).Json["key"]!;
        await server.CallAsync("GET", "/v1/tenants/acme", key: key);

        server.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/v1/tenants/acme", key: key)).Status);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(367)]
    public async Task A_key_lives_a_year_at_most(int days)
    {
        await using var server = await Acme.StartAsync();

        var answer = await server.SendAsync("POST", "/v1/tenants/acme/keys", new JsonObject { ["name"] = "x", ["expiresAt"] = server.Time.GetUtcNow().AddDays(days) });

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/expiresAt"], answer.Pointers);
    }

    [Fact]
    public async Task Uses_of_keys_are_written_once_a_minute()
    {
        await using var server = await Acme.StartAsync();
        var key = await Acme.KeyAsync(server);
        for (var call = 0; call < 5; call++)
        {
            await server.CallAsync("GET", "/v1/tenants/acme", key: key);
        }

        Assert.DoesNotContain("Tenants.TouchKeys", server.Weather.Calls);
        await server.Get<KeyUses>().FlushAsync(default);

        Assert.Single(server.Weather.Calls, call => call == "Tenants.TouchKeys");
        Assert.Equal(server.Time.GetUtcNow(), Assert.Single(await server.Store.Tenants.ListKeysAsync(new("acme"), default)).LastUsedAt);
    }

    [Fact]
    public async Task A_key_that_is_not_there_cannot_be_revoked_and_another_tenants_neither()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        await Acme.KeyAsync(server, "other");
        var id = Assert.Single(await server.Store.Tenants.ListKeysAsync(new("other"), default)).Id;

        (await server.SendAsync("DELETE", $"/v1/tenants/acme/keys/{id}")).IsProblem(HttpStatusCode.NotFound, "not_found");
        (await server.SendAsync("DELETE", "/v1/tenants/acme/keys/nonsense")).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Guessed_keys_do_not_push_known_ones_out_of_memory()
    {
        await using var server = await Acme.StartAsync(options => options with { KeyCacheMax = 2 });
        var key = await Acme.KeyAsync(server);
        await server.CallAsync("GET", "/v1/tenants/acme", key: key);
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/v1/tenants/acme", key: ApiKeys.Make())).Status);
        }

        server.Weather.Calls.Clear();
        await server.CallAsync("GET", "/v1/tenants/acme", key: key);

        Assert.DoesNotContain("Tenants.FindKey", server.Weather.Calls);
    }
}
