using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Connectors.Tests.Kit;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>One call recorded on a real Odoo server; tests/OdooGrains.Sandbox.Tests/recordings/SOURCE.md says where it is from.</summary>
internal sealed record Recording(string Name, JsonObject Request, JsonObject Response)
{
    public static IEnumerable<string> Names(string folder) => Resources.Names($"recordings/{folder}/");

    public static Recording Read(string name)
    {
        var file = (JsonObject)JsonNode.Parse(Resources.Bytes(name))!;
        return new(name, (JsonObject)file["request"]!, (JsonObject)file["response"]!);
    }

    public static Recording Find(string folder, string number) => Read(Names(folder).Single(name => name.Split('/')[^1].StartsWith($"{number}-", StringComparison.Ordinal)));

    public string Method => (string)Request["method"]!;

    public string Path => (string)Request["path"]!;

    public JsonNode? Body => Request["body"];

    public int Status => (int)Response["status"]!;

    public JsonNode? Answer => Response["body"];

    /// <summary>The member <c>params</c> of a JSON-RPC call.</summary>
    public string? Service => (string?)(Body as JsonObject)?["params"]?["service"];

    /// <summary>The recorded call in the connector's words; null where it is no method call that the connector could form.</summary>
    public OdooCall? Call() => Path.StartsWith("/json/2/", StringComparison.Ordinal) ? Json2Call() : Service == "object" ? JsonRpcCall() : null;

    private OdooCall? Json2Call()
    {
        // The connector always names its key and its database.
        if (Request["headers"]?["Authorization"] is null || Request["headers"]?["X-Odoo-Database"] is null)
        {
            return null;
        }

        if (Body is not JsonObject body || Method != "POST" || Path.Split('/') is not [_, _, _, var model, var method] || (string?)Request["headers"]?["Content-Type"] != "application/json")
        {
            return null;
        }

        return new(model, method)
        {
            Ids = (body["ids"] as JsonArray)?.Select(id => (long)id!).ToList(),
            Context = body["context"]?.DeepClone() as JsonObject,
            Options = [.. body.Where(member => member.Key is not ("ids" or "context")).Select(member => (member.Key, member.Value?.DeepClone()))],
        };
    }

    private OdooCall? JsonRpcCall()
    {
        if (Body!["params"]!["args"] is not JsonArray { Count: >= 6 } args || args[5] is not JsonArray)
        {
            return null;
        }

        var options = args.Count > 6 ? (JsonObject)args[6]! : [];
        return new((string)args[3]!, (string)args[4]!)
        {
            Context = options["context"]?.DeepClone() as JsonObject,
            Arguments = [.. ((JsonArray)args[5]!).Select((value, index) => ($"argument{index}", value?.DeepClone()))],
            Options = [.. options.Where(member => member.Key != "context").Select(member => (member.Key, member.Value?.DeepClone()))],
        };
    }
}

/// <summary>Answers recorded bytes to exactly the recorded requests, and fails the test at any other.</summary>
internal sealed class ReplayEgress(params IReadOnlyList<Recording> recordings) : IEgress
{
    public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        var body = request.Body.IsEmpty ? null : JsonNode.Parse(request.Body.Span);
        var recorded = recordings.FirstOrDefault(candidate => candidate.Method == request.Method && candidate.Path == request.Url.AbsolutePath && Fits(candidate, request, body))
            ?? throw new InvalidOperationException($"No recording fits {request}: {body?.ToJsonString()}");
        var headers = ((JsonObject)recorded.Response["headers"]!).ToDictionary(header => header.Key, header => (string)header.Value!, StringComparer.OrdinalIgnoreCase);
        var answer = recorded.Answer is JsonValue text && text.GetValueKind() is JsonValueKind.String ? (string)text! : recorded.Answer?.ToJsonString() ?? "null";
        return Task.FromResult<EgressOutcome>(new EgressOutcome.Answered(recorded.Status, headers, Encoding.UTF8.GetBytes(answer)));
    }

    private static bool Fits(Recording recorded, EgressRequest request, JsonNode? body)
        => JsonNode.DeepEquals(Normal(recorded.Body), Normal(body))
            && new[] { "Authorization", "X-Odoo-Database" }.All(name => (string?)recorded.Request["headers"]?[name] == request.Headers.FirstOrDefault(header => header.Key == name).Value);

    // A call without keyword arguments may leave them out or send none.
    private static JsonNode? Normal(JsonNode? body)
    {
        var copy = body is JsonValue value && value.ToString().Length == 0 ? null : body?.DeepClone();
        if (copy?["params"] is JsonObject parameters && parameters["args"] is JsonArray { Count: 6 } args && (string?)parameters["service"] == "object")
        {
            args.Add(new JsonObject());
        }

        return copy;
    }
}
