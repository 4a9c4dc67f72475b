using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using OdooGrains.Api.Tests.Kit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Api.Tests;

public sealed class ProblemTests
{
    [Fact]
    public async Task A_mistake_of_ours_is_logged_and_tells_the_caller_nothing()
    {
        await using var server = await TestServer.StartAsync();
        server.Readiness.Problem = () => throw new InvalidOperationException("canary of a mistake");

        var answer = await server.SendAsync("GET", "/healthz/ready", key: "");

        answer.IsProblem(HttpStatusCode.InternalServerError, "internal");
        Assert.Null(answer.Json["detail"]);
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        Assert.Contains(server.Log.Lines, line => line.Level == LogLevel.Error && line.Line.Contains("canary of a mistake", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StoreFault.Unavailable, "store_unavailable")]
    [InlineData(StoreFault.CommittedUnknown, "commit_unknown")]
    public async Task A_store_that_fails_is_a_503_that_says_whether_anything_was_changed(StoreFault fault, string code)
    {
        await using var server = await TestServer.StartAsync();
        server.Weather.Fault = _ => fault;

        var answer = await server.SendAsync("POST", "/v1/tenants", new JsonObject { ["id"] = "acme", ["name"] = "Acme" });

        answer.IsProblem(HttpStatusCode.ServiceUnavailable, code);
        Assert.Equal("5", answer.Headers["Retry-After"]);
    }

    [Theory]
    [InlineData("GET", "/", 404, "no_route")]
    [InlineData("GET", "/v1", 404, "no_route")]
    [InlineData("GET", "/v1/nothing/there", 404, "no_route")]
    [InlineData("PUT", "/v1/tenants", 405, "method_not_allowed")]
    [InlineData("DELETE", "/healthz/live", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/tenants?limit=many", 400, "bad_request")]
    [InlineData("GET", "/v1/tenants?cursor=NOT", 400, "bad_cursor")]
    public async Task What_the_routing_refuses_is_a_problem_too(string method, string path, int status, string code)
    {
        await using var server = await TestServer.StartAsync();

        (await server.SendAsync(method, path)).IsProblem((HttpStatusCode)status, code);
    }

    [Fact]
    public async Task Everything_unknown_missing_and_mistyped_in_a_body_is_named_by_pointer()
    {
        await using var server = await TestServer.StartAsync();

        var unknown = await server.SendAsync("POST", "/v1/tenants", new JsonObject { ["id"] = "acme", ["nmae"] = "Acme", ["pl/an"] = 1 });
        unknown.IsProblem(HttpStatusCode.BadRequest, "bad_body");
        Assert.Equal(["/nmae", "/pl~1an", "/name"], unknown.Pointers);

        var mistyped = await server.SendAsync("POST", "/v1/tenants", new JsonObject { ["id"] = 7, ["name"] = "Acme" });
        mistyped.IsProblem(HttpStatusCode.BadRequest, "bad_body");
        Assert.Equal(["/id"], mistyped.Pointers);

        var isNull = await server.SendAsync("POST", "/v1/tenants", new JsonObject { ["id"] = "acme", ["name"] = null });
        isNull.IsProblem(HttpStatusCode.BadRequest, "bad_body");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{\"id\":\"a1\",\"id\":\"a2\",\"name\":\"x\"}")]
    [InlineData("{\"id\":\"a1\",\"name\":\"\\ud800\"}")]
    [InlineData("{\"id\":\"a1\",\"name\":\"x\"} {}")]
    [InlineData("{\"id\":\"a1\",\"name\":\"x\",}")]
    [InlineData("// comment\n{\"id\":\"a1\",\"name\":\"x\"}")]
    public async Task Bodies_that_are_no_good_json_answer_400(string body)
    {
        await using var server = await TestServer.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        (await server.SendAsync("POST", "/v1/tenants", content, null)).IsProblem(HttpStatusCode.BadRequest, "bad_body");
    }

    [Theory]
    [InlineData("\\ud800", "/settings/a")]
    [InlineData("x\\u0000y", "/settings/a")]
    public async Task Text_that_cannot_be_stored_is_refused_wherever_it_stands(string text, string at)
    {
        await using var server = await Acme.StartAsync();
        foreach (var (value, below) in new[] { ($"\"{text}\"", ""), ($"[1,\"{text}\"]", "/1"), ($"{{\"b\":\"{text}\"}}", "/b") })
        {
            using var content = new StringContent($$$"""{"kind":"odoo","settings":{"a":{{{value}}}}}""", Encoding.UTF8, "application/json");
            var answer = await server.SendAsync("PUT", "/v1/tenants/acme/connections/new", content, null);
            answer.IsProblem(HttpStatusCode.BadRequest, "bad_body");
            Assert.Equal([$"{at}{below}"], answer.Pointers);
        }

        using var name = new StringContent($$$"""{"kind":"odoo","settings":{"{{{text}}}":1}}""", Encoding.UTF8, "application/json");
        (await server.SendAsync("PUT", "/v1/tenants/acme/connections/new", name, null)).IsProblem(HttpStatusCode.BadRequest, "bad_body");
    }

    [Fact]
    public async Task A_long_body_answers_413_and_another_content_type_415()
    {
        await using var server = await TestServer.StartAsync(options => options with { RequestBodyMax = 100 });
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");

        (await server.SendAsync("POST", "/v1/tenants", new JsonObject { ["name"] = new string('x', 100) })).IsProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        (await server.SendAsync("POST", "/v1/tenants", new UnknownLengthContent(new byte[200]), null, ("Content-Type", "application/json"))).IsProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        (await server.SendAsync("POST", "/v1/tenants", text, null)).IsProblem(HttpStatusCode.UnsupportedMediaType, "content_type");
    }

    [Fact]
    public async Task What_a_caller_sent_is_shown_back_without_control_characters()
    {
        await using var server = await Acme.StartAsync();

        var answer = await server.SendAsync("GET", $"/v1/tenants/acme/orders/shop/%1b%5b2J%0a{new string('x', 150)}");

        answer.IsProblem(HttpStatusCode.NotFound, "not_found");
        var detail = (string)answer.Json["detail"]!;
        Assert.DoesNotContain(detail, char.IsControl);
        Assert.True(detail.Length < 200);
    }
}
