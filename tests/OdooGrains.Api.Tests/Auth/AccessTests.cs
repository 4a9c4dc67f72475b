using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Auth;
using OdooGrains.Api.Tests.Kit;

namespace OdooGrains.Api.Tests.Auth;

/// <summary>Every route × every caller, generated from the routes that are really served.</summary>
public sealed class AccessTests
{
    private static readonly string WrongKey = ApiKeys.Make();

    [Fact]
    public async Task Every_endpoint_declares_who_may_call_it()
    {
        await using var server = await TestServer.StartAsync();

        Assert.True(server.Endpoints.Count() > 25);
        Assert.All(server.Endpoints, endpoint => Assert.True(endpoint.Metadata.GetMetadata<AccessRule>() is not null, $"{endpoint.DisplayName} declares no access."));
    }

    [Fact]
    public async Task Nothing_but_health_the_description_and_hooks_is_open()
    {
        await using var server = await TestServer.StartAsync();

        var open = server.Endpoints.Where(endpoint => Rule(endpoint) is Access.Open or Access.Signature).Select(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/')).Order(StringComparer.Ordinal);

        Assert.Equal(["healthz/live", "healthz/ready", "openapi/{documentName}.json", "v1/hooks/{t}/{c}"], open);
    }

    [Fact]
    public async Task Without_a_valid_key_every_other_route_answers_401()
    {
        await using var server = await Acme.StartAsync();
        foreach (var (method, path) in Calls(server, rule => rule is not (Access.Open or Access.Signature)))
        {
            foreach (var header in new[] { null, $"Bearer {WrongKey}", "Bearer ", "Bearer og_", $"Basic {TestServer.PlatformKey}", TestServer.PlatformKey, $"Bearer {TestServer.PlatformKey}x", $"Bearer {new string('x', 5_000)}" })
            {
                var answer = await server.SendAsync(method, path, Body(method), "", header is null ? [] : [("Authorization", header)]);
                answer.IsProblem(HttpStatusCode.Unauthorized, "unauthorized");
                Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
            }
        }
    }

    [Fact]
    public async Task Another_tenants_things_answer_exactly_as_if_they_did_not_exist()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");
        var key = await Acme.KeyAsync(server, "other");
        foreach (var (method, path) in Calls(server, rule => rule is Access.Tenant or Access.Platform).Where(call => call.Path.Contains("/acme", StringComparison.Ordinal)))
        {
            var there = await server.SendAsync(method, path, Body(method), key);
            var absent = await server.SendAsync(method, path.Replace("/acme", "/abse", StringComparison.Ordinal), Body(method), key);

            there.IsProblem(HttpStatusCode.NotFound, "not_found");
            Assert.Equal(Comparable(absent).Replace("abse", "acme", StringComparison.Ordinal), Comparable(there));
        }
    }

    [Fact]
    public async Task A_tenants_key_opens_its_own_tenant_and_nothing_of_the_platform()
    {
        await using var server = await Acme.StartAsync();
        foreach (var (method, path) in Calls(server, rule => rule is Access.AnyKey or Access.Tenant))
        {
            // A new key each time: one of the routes revokes keys.
            var answer = await server.SendAsync(method, path, Body(method), await Acme.KeyAsync(server));
            Assert.False(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{method} {path}: {answer.Text}");
        }

        var own = await Acme.KeyAsync(server);
        foreach (var (method, path) in Calls(server, rule => rule is Access.Platform))
        {
            (await server.SendAsync(method, path, Body(method), own)).IsProblem(HttpStatusCode.Forbidden, "platform_key_needed");
        }
    }

    [Fact]
    public async Task The_platforms_key_opens_every_route()
    {
        await using var server = await Acme.StartAsync();
        foreach (var (method, path) in Calls(server, _ => true))
        {
            var answer = await server.SendAsync(method, path, Body(method));
            var isHook = path.Contains("/hooks/", StringComparison.Ordinal);
            Assert.False(!isHook && answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{method} {path}: {answer.Text}");
            Assert.True((int)answer.Status < 500, $"{method} {path}: {answer.Text}");
        }
    }

    [Fact]
    public async Task A_platform_key_does_not_open_a_hook()
    {
        await using var server = await Acme.StartAsync();
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");

        (await server.SendAsync("POST", "/v1/hooks/acme/shop", content, null)).IsProblem(HttpStatusCode.Unauthorized, "signature_missing");
    }

    [Fact]
    public async Task Lists_over_tenants_show_a_tenants_key_its_own()
    {
        await using var server = await Acme.StartAsync();
        await Acme.AddTenantAsync(server, "other");

        var seen = await server.CallAsync("GET", "/v1/tenants", key: await Acme.KeyAsync(server));

        Assert.Equal("acme", (string?)Assert.Single(seen.Json["items"]!.AsArray())!["id"]);
    }

    private static Access Rule(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<AccessRule>()!.Access;

    // The route that deletes the tenant comes last, or the others would find it closing.
    private static List<(string Method, string Path)> Calls(TestServer server, Func<Access, bool> wanted) =>
    [
        .. from endpoint in server.Endpoints
           where wanted(Rule(endpoint))
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
           let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           orderby method == "DELETE"
           select (method, path.Replace("{t}", "acme", StringComparison.Ordinal).Replace("{c}", "shop", StringComparison.Ordinal).Replace("{channel}", "shop", StringComparison.Ordinal)
               .Replace("{id}", "order:shop:1", StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal)),
    ];

    private static JsonObject? Body(string method) => method is "GET" or "DELETE" ? null : [];

    private static string Comparable(Answer answer)
    {
        var body = answer.Json.AsObject();
        body.Remove("traceId");
        return $"{(int)answer.Status} {body.ToJsonString()}";
    }
}
