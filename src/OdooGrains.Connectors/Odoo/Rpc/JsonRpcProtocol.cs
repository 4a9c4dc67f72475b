using System.Text.Json;
using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>Odoo 16 to 18 (and 19, where it is deprecated): POST /jsonrpc, execute_kw with the key in each body; errors come with status 200.</summary>
internal sealed class JsonRpcProtocol(OdooHttp http, string database, long uid, string apiKey) : IOdooProtocol
{
    public string Name => "jsonrpc";

    public Task<OdooReply> CallAsync(OdooCall call, CancellationToken cancellation)
    {
        var arguments = new JsonArray([.. call.Arguments.Select(argument => argument.Value)]);
        if (call.Ids is { } ids)
        {
            arguments.Insert(0, new JsonArray([.. ids.Select(id => (JsonNode)id)]));
        }

        var options = new JsonObject(call.Options.Select(option => KeyValuePair.Create(option.Name, option.Value)));
        if (call.Context is { } context)
        {
            options["context"] = context;
        }

        return CallAsync(http, "object", "execute_kw", [database, uid, apiKey, call.Model, call.Method, arguments, options], call.Timeout, cancellation);
    }

    /// <summary>The id of a user, or false; no error where the password is wrong.</summary>
    public static Task<OdooReply> AuthenticateAsync(OdooHttp http, string database, string login, string apiKey, CancellationToken cancellation)
        => CallAsync(http, "common", "authenticate", [database, login, apiKey, new JsonObject()], OdooLimits.ReadTimeout, cancellation);

    public static Task<OdooReply> VersionAsync(OdooHttp http, CancellationToken cancellation)
        => CallAsync(http, "common", "version", [], OdooLimits.ReadTimeout, cancellation);

    private static Task<OdooReply> CallAsync(OdooHttp http, string service, string method, JsonArray arguments, TimeSpan timeout, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["method"] = "call",
            ["id"] = 1,
            ["params"] = new JsonObject { ["service"] = service, ["method"] = method, ["args"] = arguments },
        };
        return http.PostAsync("/jsonrpc", body, [], timeout, Read, cancellation);
    }

    private static OdooReply? Read(int status, JsonElement json)
    {
        if (status != 200 || json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty("jsonrpc", out _))
        {
            return null;
        }

        if (json.TryGetProperty("error", out var error))
        {
            return error.ValueKind is JsonValueKind.Object && error.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object
                ? new OdooReply.Error(Text(data, "name"), Text(data, "message"))
                : null;
        }

        // A method that returns None answers without a result.
        return new OdooReply.Value(json.TryGetProperty("result", out var result) ? result : Null);
    }

    private static readonly JsonElement Null = JsonElement.Parse("null");

    private static string Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? OdooRecord.String(value) : "";
}
