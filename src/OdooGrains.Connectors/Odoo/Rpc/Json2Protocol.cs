using System.Text.Json;
using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>Odoo 19 and later: POST /json/2/model/method with named arguments, a bearer key, bare JSON values back, errors with their class name.</summary>
internal sealed class Json2Protocol(OdooHttp http, string database, string apiKey) : IOdooProtocol
{
    private readonly KeyValuePair<string, string>[] _headers = [new("Authorization", $"bearer {apiKey}"), new("X-Odoo-Database", database)];

    public string Name => "json2";

    public Task<OdooReply> CallAsync(OdooCall call, CancellationToken cancellation)
    {
        var body = new JsonObject();
        foreach (var (name, value) in call.Arguments.Concat(call.Options))
        {
            body[name] = value;
        }

        if (call.Ids is { } ids)
        {
            body["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]);
        }

        if (call.Context is { } context)
        {
            body["context"] = context;
        }

        return http.PostAsync($"/json/2/{call.Model}/{call.Method}", body, _headers, call.Timeout, Read, cancellation);
    }

    private static OdooReply? Read(int status, JsonElement json) => (status, json.ValueKind) switch
    {
        (200, _) => new OdooReply.Value(json),
        ( >= 400, JsonValueKind.Object) when json.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String
            => new OdooReply.Error(OdooRecord.String(name), json.TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.String ? OdooRecord.String(message) : ""),
        _ => null,
    };
}
