using System.Net;
using System.Text.Json.Nodes;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Api.Tests.Http;

public sealed class IdempotencyTests
{
    private static readonly (string, string) Key = ("Idempotency-Key", "\"one\"");

    private static JsonObject Request(string name = "a program") => new() { ["name"] = name };

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_makes_nothing()
    {
        await using var server = await Acme.StartAsync();

        var first = await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);
        var again = await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);

        Assert.Equal(first.Text, again.Text);
        Assert.Single(await server.Store.Tenants.ListKeysAsync(new("acme"), default));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        await using var server = await Acme.StartAsync();
        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);

        (await server.SendAsync("POST", "/v1/tenants/acme/keys", Request("other"), null, Key)).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_repeat_while_the_first_is_served_is_refused()
    {
        await using var server = await Acme.StartAsync();
        var (stuck, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Weather.Delay = ("Tenants.AddKey", stuck.Task);
        server.Weather.Reached = ("Tenants.AddKey", reached);
        var first = server.SendAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);
        await reached.Task;

        (await server.SendAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key)).IsProblem(HttpStatusCode.Conflict, "idempotency_key_in_flight");

        stuck.SetResult();
        Assert.Equal(HttpStatusCode.Created, (await first).Status);
    }

    [Fact]
    public async Task Keys_of_other_routes_and_callers_are_other_keys()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);

        await server.CallAsync("POST", "/v1/tenants/other/keys", Request(), null, Key);
        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), await Acme.KeyAsync(server), Key);

        Assert.Single(await server.Store.Tenants.ListKeysAsync(new("other"), default));
        Assert.Equal(3, (await server.Store.Tenants.ListKeysAsync(new("acme"), default)).Count);
    }

    [Fact]
    public async Task What_failed_on_our_side_may_be_tried_again_under_the_same_key()
    {
        await using var server = await Acme.StartAsync();
        server.Weather.Fault = call => call.Name == "Tenants.AddKey" ? StoreFault.Unavailable : StoreFault.None;
        (await server.SendAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key)).IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        server.Weather.Fault = null;

        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);
    }

    [Fact]
    public async Task Answers_are_kept_for_24_hours_and_only_so_many()
    {
        await using var server = await Acme.StartAsync(options => options with { IdempotencyMax = 2 });
        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);
        server.Time.Advance(TimeSpan.FromHours(24));
        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);
        Assert.Equal(2, (await server.Store.Tenants.ListKeysAsync(new("acme"), default)).Count);

        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, ("Idempotency-Key", "two"));
        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, ("Idempotency-Key", "three"));
        await server.CallAsync("POST", "/v1/tenants/acme/keys", Request(), null, Key);

        Assert.Equal(5, (await server.Store.Tenants.ListKeysAsync(new("acme"), default)).Count);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        await using var server = await Acme.StartAsync();

        (await server.SendAsync("POST", "/v1/tenants/acme/keys", Request(), null, ("Idempotency-Key", new string('x', 201)))).IsProblem(HttpStatusCode.BadRequest, "bad_idempotency_key");
    }
}
