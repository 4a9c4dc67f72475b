using System.Text.Json;
using OdooGrains.Sandbox.Odoo.Methods;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>POST /json/2/&lt;model&gt;/&lt;method&gt; of 19 and later: named arguments only, bare JSON answers, HTTP status by exception.</summary>
internal sealed class Json2 : IWireFormat
{
    public const string Prefix = "/json/2/";
    private const string MissingKey = "User not authenticated, use an API Key with a Bearer Authorization header.";

    public static RemoteCall Read(OdooHttpRequest request, Func<string, OdooUser?> byKey)
    {
        var user = Authenticate(request, byKey);
        if (request.Method != "POST" || request.Path[Prefix.Length..].Split('/') is not [var model, var method])
        {
            throw OdooException.Http(404, "Did you mean POST /json/2/<model>/<method>?");
        }

        var body = Body(request);
        return new RemoteCall
        {
            Model = model,
            Method = method,
            Format = new Json2(),
            Authenticate = () => user,
            Context = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("context", out var context) ? context : default,
            Bind = (_, spec) => Bind(model, spec, body),
        };
    }

    public OdooAnswer Success(MethodSpec? method, object? result) =>
        WirePage.Json(200, WireJson.Write(method?.Name == "create" && result is int id ? new[] { id } : result), ("X-Content-Type-Options", "nosniff"));

    public OdooAnswer Failure(OdooException error)
    {
        object?[] arguments = error.Name.StartsWith("werkzeug.", StringComparison.Ordinal) ? [error.Message, error.Status] : [error.Message];
        var body = WireJson.Write(new Dictionary<string, object?>
        {
            ["name"] = error.Name,
            ["message"] = error.Message,
            ["arguments"] = arguments,
            ["context"] = new Dictionary<string, object?>(),
            ["debug"] = Traceback.Of(error),
        });
        return error.Status == 401 ? WirePage.Json(401, body, ("WWW-Authenticate", "Bearer ")) : WirePage.Json(error.Status, body);
    }

    public OdooException UnknownModel(string model) => OdooException.Http(404, $"the model '{model}' does not exist");

    public OdooException UnknownMethod(string model, string method) => OdooException.Http(404, $"The method '{model}.{method}' does not exist");

    public OdooException Expired() => OdooException.Http(401, "Invalid apikey");

    private static OdooUser Authenticate(OdooHttpRequest request, Func<string, OdooUser?> byKey)
    {
        var header = request.Header("Authorization") ?? throw OdooException.Http(401, MissingKey);
        var words = header.Split(' ', 2);
        if (words.Length != 2 || !words[0].Equals("bearer", StringComparison.OrdinalIgnoreCase)) { throw OdooException.Http(401, MissingKey); }
        return byKey(words[1].Trim()) ?? throw OdooException.Http(401, "Invalid apikey");
    }

    private static JsonElement Body(OdooHttpRequest request)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            var at = error.BytePositionInLine ?? 0;
            throw OdooException.Http(400, $"could not parse the body as json: Expecting value: line {(error.LineNumber ?? 0) + 1} column {at + 1} (char {at})");
        }
    }

    private static BoundArguments Bind(string model, MethodSpec spec, JsonElement body)
    {
        Dictionary<string, JsonElement> named = [];
        List<int> ids = [];
        string? unknown = null;
        foreach (var property in body.ValueKind == JsonValueKind.Object ? [.. body.EnumerateObject()] : Array.Empty<JsonProperty>())
        {
            if (property.Name == "context") { continue; }
            if (property.Name == "ids") { ids = Ids(model, spec, property.Value); }
            else if (spec.Parameters.Any(parameter => parameter.Name == property.Name)) { named[property.Name] = property.Value; }
            else { unknown ??= property.Name; }
        }

        if (spec.Parameters.FirstOrDefault(parameter => parameter.Required && !named.ContainsKey(parameter.Name)) is { } missing)
        {
            throw OdooException.Http(422, $"missing a required argument: '{missing.Name}'");
        }

        if (unknown is null) { return new BoundArguments(ids, named); }
        // search_read takes **kwargs and hands them on, so that a mistyped name fails deeper and as a 500.
        throw spec.Name == "search_read"
            ? OdooException.Builtin("TypeError", $"BaseModel._read_format() got an unexpected keyword argument '{unknown}'")
            : OdooException.Http(422, $"got an unexpected keyword argument '{unknown}'");
    }

    private static List<int> Ids(string model, MethodSpec spec, JsonElement value)
    {
        if (spec.OnModel) { throw OdooException.Http(422, $"cannot call {model}.{spec.Name} with ids"); }
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(id => id.GetInt32())] : [value.GetInt32()];
    }
}
