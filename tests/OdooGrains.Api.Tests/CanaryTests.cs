using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using OdooGrains.Api.Tests.Kit;

namespace OdooGrains.Api.Tests;

public sealed class CanaryTests
{
    [Fact]
    public async Task No_secret_is_in_any_answer_or_log_line_of_any_route()
    {
        await using var server = await Acme.StartAsync();
        await Some.StoreAsync(server, Some.New().Refused());
        var key = await Acme.KeyAsync(server);
        await Acme.HookAsync(server, Acme.Order(), signature: Acme.Sign(Acme.Order(), "wrong"));
        await Acme.HookAsync(server, Acme.Order());
        List<string> said = [];
        foreach (var endpoint in server.Endpoints.OrderBy(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0] == "DELETE"))
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace("{t}", "acme", StringComparison.Ordinal).Replace("{channel}", "shop", StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal);
            foreach (var (connection, id) in new[] { ("shop", "1001"), ("erp", "order:shop:1001") })
            {
                foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
                {
                    var body = method == "PUT" ? (connection == "erp" ? Acme.ErpBody : Acme.ShopBody) : [];
                    var answer = await server.SendAsync(
                        method, path.Replace("{c}", connection, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal), method is "GET" or "DELETE" ? null : body, null, ("If-Match", "*"));
                    said.Add($"{method} {path} {(int)answer.Status}: {answer.Text}");
                }
            }
        }

        Assert.True(said.Count > 50);
        foreach (var secret in new[] { Acme.WebhookSecret, Acme.ApiKey, TestServer.PlatformKey, key })
        {
            Assert.DoesNotContain(said, answer => answer.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(server.Log.Lines, line => line.Line.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_secret_in_a_body_that_is_refused_is_not_repeated()
    {
        await using var server = await Acme.StartAsync();
        const string Canary = "canary-that-must-not-come-back";
        JsonNode[] bodies =
        [
            new JsonObject { ["kind"] = "odoo", ["settings"] = new JsonObject(), ["secrets"] = new JsonObject { ["apiKey"] = Canary } },
            new JsonObject { ["kind"] = "odoo", ["settings"] = new JsonObject { ["apiKey"] = Canary } },
            new JsonObject { ["kind"] = "odoo", ["settings"] = new JsonObject(), ["secrets"] = new JsonObject { ["apiKey"] = new JsonArray(Canary) } },
            new JsonObject { ["kind"] = "odoo", ["settings"] = Canary },
            new JsonObject { ["apiKey"] = Canary },
        ];
        foreach (var body in bodies)
        {
            var answer = await server.SendAsync("PUT", "/v1/tenants/acme/connections/new", body);
            Assert.True((int)answer.Status is 400 or 422, answer.Text);
            Assert.DoesNotContain(Canary, answer.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(server.Log.Lines, line => line.Line.Contains(Canary, StringComparison.Ordinal));
    }
}
