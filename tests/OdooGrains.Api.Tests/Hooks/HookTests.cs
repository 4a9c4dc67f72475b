using System.Net;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.Domain.Events;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Api.Tests.Hooks;

public sealed class HookTests
{
    [Fact]
    public async Task A_signed_order_is_stored_byte_for_byte_hinted_and_answered_202()
    {
        await using var server = await Acme.StartAsync();
        var body = Acme.Order(more: ",\"note\":\"\\u00e4 é\"");

        var answer = await Acme.HookAsync(server, body);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.False((bool)answer.Json["duplicate"]!);
        var stored = await server.Store.Inbox.FindAsync(new("acme"), Domain.Events.EventId.Parse((string)answer.Json["eventId"]!), default);
        Assert.Equal(body, stored!.Body.ToArray());
        Assert.Equal(("1001", "orders/create", EventStatus.Open), (stored.DocumentId, stored.Topic, stored.Status));
        Assert.Equal(stored.Id, Assert.Single(server.Hints.Events).Id);
        Assert.All(server.Grains.Calls, call => Assert.Matches("^(Reload|Ensure) ", call));
    }

    [Fact]
    public async Task A_repeat_answers_the_first_id_and_is_not_hinted()
    {
        await using var server = await Acme.StartAsync();
        var first = await Acme.HookAsync(server, Acme.Order());

        var again = await Acme.HookAsync(server, Acme.Order());

        Assert.Equal(HttpStatusCode.Accepted, again.Status);
        Assert.True((bool)again.Json["duplicate"]!);
        Assert.Equal((string)first.Json["eventId"]!, (string)again.Json["eventId"]!);
        Assert.Single(server.Hints.Events);
    }

    [Fact]
    public async Task The_same_delivery_with_another_body_is_kept_and_flagged()
    {
        await using var server = await Acme.StartAsync();
        await Acme.HookAsync(server, Acme.Order());

        var other = await Acme.HookAsync(server, Acme.Order(more: ",\"note\":\"other\""));

        Assert.False((bool)other.Json["duplicate"]!);
        Assert.True(server.Hints.Events.Last().BodyChanged);
    }

    [Fact]
    public async Task Unknown_topics_are_kept_as_ignored_and_privacy_topics_become_work()
    {
        await using var server = await Acme.StartAsync();
        await Acme.HookAsync(server, "{\"id\":1}"u8.ToArray(), topic: "themes/update", delivery: "a");
        await Acme.HookAsync(server, "{\"id\":2}"u8.ToArray(), topic: "customers/redact", delivery: "b");

        var ignored = await server.CallAsync("GET", "/v1/tenants/acme/connections/shop/events?status=ignored");
        var failures = await server.CallAsync("GET", "/v1/tenants/acme/failures");

        Assert.Equal("themes/update", (string?)Assert.Single(ignored.Json["items"]!.AsArray())!["topic"]);
        var work = Assert.Single(failures.Json["items"]!.AsArray())!;
        Assert.Equal(("work", "customers/redact", "tenant"), ((string?)work["class"], (string?)work["topic"], (string?)work["owner"]));
    }

    [Theory]
    [InlineData("/v1/hooks/acme/nothing")]
    [InlineData("/v1/hooks/nobody/shop")]
    [InlineData("/v1/hooks/acme/erp")]
    [InlineData("/v1/hooks/ACME/shop")]
    [InlineData("/v1/hooks/acme/..%2fshop")]
    [InlineData("/v1/hooks/acme/%01")]
    [InlineData("/v1/hooks/acme/shop%0a")]
    [InlineData("/v1/hooks/a/shop")]
    public async Task A_hook_that_is_not_there_answers_404(string path)
    {
        await using var server = await Acme.StartAsync();

        (await Acme.HookAsync(server, Acme.Order(), path: path)).IsProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_closing_and_an_erased_tenant_answer_410_and_a_paused_one_accepts()
    {
        await using var server = await Acme.StartAsync();
        await server.CallAsync("POST", "/v1/tenants/acme/pause");
        Assert.Equal(HttpStatusCode.Accepted, (await Acme.HookAsync(server, Acme.Order())).Status);

        await server.CallAsync("DELETE", "/v1/tenants/acme");

        (await Acme.HookAsync(server, Acme.Order(2), delivery: "d-2")).IsProblem(HttpStatusCode.Gone, "gone");
        while (!await server.Store.Tenants.EraseAsync(new("acme"), 100, server.Time.GetUtcNow(), default))
        {
        }

        server.Get<Storage.Tenants.TenantDirectory>().Forget(new("acme"));
        (await Acme.HookAsync(server, Acme.Order(2), delivery: "d-2")).IsProblem(HttpStatusCode.Gone, "gone");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_answers_413_with_and_without_its_length(bool isChunked)
    {
        await using var server = await Acme.StartAsync(options => options with { HookBodyMax = 1_000 });
        var body = Acme.Order(more: $",\"note\":\"{new string('x', 1_000)}\"");

        var answer = isChunked
            ? await server.SendAsync("POST", "/v1/hooks/acme/shop", new UnknownLengthContent(body), "")
            : await Acme.HookAsync(server, body);

        answer.IsProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.Empty(server.Hints.Events);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_accepted()
    {
        var body = Acme.Order(more: ",\"note\":\"x\"");
        await using var server = await Acme.StartAsync(options => options with { HookBodyMax = body.Length });

        Assert.Equal(HttpStatusCode.Accepted, (await Acme.HookAsync(server, body)).Status);
    }

    [Theory]
    [InlineData(StoreFault.Unavailable, "store_unavailable")]
    [InlineData(StoreFault.CommittedUnknown, "commit_unknown")]
    [InlineData(StoreFault.NotCommittedUnknown, "commit_unknown")]
    public async Task A_commit_that_fails_is_never_answered_2xx(StoreFault fault, string code)
    {
        await using var server = await Acme.StartAsync();
        server.Weather.Fault = call => call.Name == "Inbox.Accept" ? fault : StoreFault.None;

        var answer = await Acme.HookAsync(server, Acme.Order());

        answer.IsProblem(HttpStatusCode.ServiceUnavailable, code);
        Assert.Equal("5", answer.Headers["Retry-After"]);
        Assert.Empty(server.Hints.Events);
        server.Weather.Fault = null;
        Assert.Equal(HttpStatusCode.Accepted, (await Acme.HookAsync(server, Acme.Order())).Status);
    }

    [Fact]
    public async Task A_commit_that_does_not_come_back_in_time_is_answered_503()
    {
        await using var server = await Acme.StartAsync();
        var stuck = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        server.Weather.Delay = ("Inbox.Accept", stuck.Task);
        server.Weather.Reached = ("Inbox.Accept", reached);
        var answer = Acme.HookAsync(server, Acme.Order());
        await reached.Task;

        await server.AdvanceUntilAsync(answer, TimeSpan.FromSeconds(5));

        (await answer).IsProblem(HttpStatusCode.ServiceUnavailable, "commit_unknown");
        stuck.SetResult();
    }

    [Fact]
    public async Task Accept_reads_nothing_of_the_store_once_the_directory_knows_the_connection()
    {
        await using var server = await Acme.StartAsync();
        await Acme.HookAsync(server, Acme.Order(1), delivery: "d-1");
        server.Weather.Calls.Clear();

        await Acme.HookAsync(server, Acme.Order(2), delivery: "d-2");

        Assert.Equal(["Inbox.Accept"], server.Weather.Calls);
    }

    [Fact]
    public async Task An_encoded_body_is_refused_and_a_get_is_not_allowed()
    {
        await using var server = await Acme.StartAsync();

        (await Acme.HookAsync(server, Acme.Order(), headers: ("Content-Encoding", "gzip"))).IsProblem(HttpStatusCode.UnsupportedMediaType, "content_encoding");
        (await server.SendAsync("GET", "/v1/hooks/acme/shop", key: "")).IsProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    [Fact]
    public async Task The_trace_of_the_request_is_stored_with_the_event()
    {
        await using var server = await Acme.StartAsync();

        await Acme.HookAsync(server, Acme.Order(), headers: ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.Contains("0af7651916cd43dd8448eb211c80319c", Assert.Single(server.Hints.Events).TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_secrets_are_valid_while_one_is_rotated_and_the_old_one_ends_after_24_hours()
    {
        await using var server = await Acme.StartAsync();
        var shop = await server.CallAsync("GET", "/v1/tenants/acme/connections/shop");
        var body = Acme.ShopBody;
        body["secrets"]!["webhookSecret"] = "canary-webhook-secret-2";
        await server.CallAsync("PUT", "/v1/tenants/acme/connections/shop", body, null, ("If-Match", shop.Etag));

        Assert.Equal(HttpStatusCode.Accepted, (await Acme.HookAsync(server, Acme.Order(1), delivery: "d-1", signature: Acme.Sign(Acme.Order(1)))).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await Acme.HookAsync(server, Acme.Order(2), delivery: "d-2", signature: Acme.Sign(Acme.Order(2), "canary-webhook-secret-2"))).Status);
        server.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Acme.HookAsync(server, Acme.Order(3), delivery: "d-3", signature: Acme.Sign(Acme.Order(3)))).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await Acme.HookAsync(server, Acme.Order(3), delivery: "d-3", signature: Acme.Sign(Acme.Order(3), "canary-webhook-secret-2"))).Status);
    }
}
