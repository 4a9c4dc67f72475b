using System.Text.Json;
using OdooGrains.Sandbox.Odoo.Methods;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>POST /jsonrpc: 200 for everything, errors in the <c>error</c> member; credentials in every body.</summary>
internal sealed class JsonRpc(int version, JsonElement? id) : IWireFormat
{
    public const string Path = "/jsonrpc";

    /// <summary>Reads an object call; a service call of <c>common</c> gives its result through <paramref name="common"/>.</summary>
    public static RemoteCall? Read(JsonElement parameters, JsonRpc format, OdooSettings settings, Credentials credentials, out Func<object?>? common)
    {
        common = null;
        if (!parameters.TryGetProperty("service", out var service)
            || !parameters.TryGetProperty("method", out var method)
            || !parameters.TryGetProperty("args", out var args))
        {
            var owner = settings.Version >= 19 ? "JSONRPC" : "RPC";
            throw OdooException.Builtin("TypeError", $"{owner}.jsonrpc() missing 3 required positional arguments: 'service', 'method', and 'args'");
        }

        switch (service.GetString())
        {
            case "common":
                common = () => Common(settings, method.GetString()!, args, credentials.ByLogin);
                return null;
            case "object" when method.GetString() is "execute_kw" or "execute":
                return Object(format, settings, args, credentials.ByUid);
            case "object":
                throw OdooException.Builtin("KeyError", method.GetString()!);
            default:
                throw OdooException.Builtin("KeyError", service.GetString()!);
        }
    }

    public OdooAnswer Success(MethodSpec? method, object? result) =>
        // A method that returns None answers without a result, although it is committed.
        WirePage.Json(200, WireJson.Write(result is null ? Envelope() : Envelope("result", result)), ("X-Content-Type-Options", "nosniff"));

    public OdooAnswer Failure(OdooException error)
    {
        Dictionary<string, object?> data = new()
        {
            ["name"] = error.Name,
            ["debug"] = Traceback.Of(error),
            ["message"] = error.Message,
            ["arguments"] = new object?[] { error.Message },
            ["context"] = new Dictionary<string, object?>(),
        };
        return WirePage.Json(200, WireJson.Write(Envelope("error", new Dictionary<string, object?>
        {
            ["code"] = version >= 19 ? 0 : 200,
            ["message"] = "Odoo Server Error",
            ["data"] = data,
        })));
    }

    public OdooException UnknownModel(string model) => OdooException.UserError($"Object {model} doesn't exist");

    public OdooException UnknownMethod(string model, string method) => OdooException.Builtin("AttributeError", $"The method '{model}.{method}' does not exist");

    public OdooException Expired() => OdooException.AccessDenied();

    private Dictionary<string, object?> Envelope() => new() { ["jsonrpc"] = "2.0", ["id"] = id };

    private Dictionary<string, object?> Envelope(string member, object? value) => new(Envelope()) { [member] = value };

    private static object? Common(OdooSettings settings, string method, JsonElement args, Func<string, string, OdooUser?> byLogin)
    {
        switch (method)
        {
            case "version":
                return new Dictionary<string, object?>
                {
                    ["server_version"] = $"{settings.Version}.0",
                    ["server_version_info"] = new object?[] { settings.Version, 0, 0, "final", 0, "" },
                    ["server_serie"] = $"{settings.Version}.0",
                    ["protocol_version"] = 1,
                };
            case "authenticate" or "login":
                RequireDatabase(settings, args[0].GetString()!);
                var user = byLogin(args[1].GetString()!, args[2].GetString()!);
                return user is null ? false : UserIds.Of(settings, user);
            default:
                throw OdooException.Builtin("Exception", $"Method not found: {method}");
        }
    }

    private static RemoteCall Object(JsonRpc format, OdooSettings settings, JsonElement args, Func<int, string, OdooUser?> byUid)
    {
        RequireDatabase(settings, args[0].GetString()!);
        var (model, method) = (args[3].GetString()!, args[4].GetString()!);
        var positional = args.GetArrayLength() > 5 ? args[5].Clone() : default;
        var keywords = args.GetArrayLength() > 6 ? args[6].Clone() : default;
        return new RemoteCall
        {
            Model = model,
            Method = method,
            Format = format,
            Authenticate = () => args[1].TryGetInt32(out var uid) && byUid(uid, args[2].ToString()) is { } user ? user : throw OdooException.AccessDenied(),
            Context = keywords.ValueKind == JsonValueKind.Object && keywords.TryGetProperty("context", out var context) ? context : default,
            Bind = (_, spec) => Bind(settings.Version, spec, positional, keywords),
        };
    }

    private static BoundArguments Bind(int version, MethodSpec spec, JsonElement positional, JsonElement keywords)
    {
        List<JsonElement> given = positional.ValueKind == JsonValueKind.Array ? [.. positional.EnumerateArray()] : [];
        if (spec.Name == "create" && given.Count == 0)
        {
            // api.call_kw_model_create takes the values from the positional list, whatever the keywords say.
            throw OdooException.Builtin("IndexError", version >= 19 ? "list index out of range" : "tuple index out of range");
        }

        List<int> ids = [];
        if (!spec.OnModel && given.Count > 0)
        {
            ids = given[0].ValueKind == JsonValueKind.Array ? [.. given[0].EnumerateArray().Select(item => item.GetInt32())] : [given[0].GetInt32()];
            given.RemoveAt(0);
        }

        return new BoundArguments(ids, Named(spec, given, keywords));
    }

    private static Dictionary<string, JsonElement> Named(MethodSpec spec, List<JsonElement> given, JsonElement keywords)
    {
        Dictionary<string, JsonElement> named = [];
        if (given.Count > spec.Parameters.Count)
        {
            throw OdooException.Builtin(
                "TypeError", $"BaseModel.{spec.Name}() takes {spec.Parameters.Count + 1} positional arguments but {given.Count + 1} were given");
        }

        for (var index = 0; index < given.Count; index++) { named[spec.Parameters[index].Name] = given[index]; }
        foreach (var keyword in keywords.ValueKind == JsonValueKind.Object ? [.. keywords.EnumerateObject()] : Array.Empty<JsonProperty>())
        {
            if (keyword.Name == "context") { continue; }
            if (!spec.Parameters.Any(parameter => parameter.Name == keyword.Name))
            {
                throw OdooException.Builtin("TypeError", $"BaseModel.{spec.Name}() got an unexpected keyword argument '{keyword.Name}'");
            }

            named[keyword.Name] = keyword.Value;
        }

        return spec.Parameters.FirstOrDefault(parameter => parameter.Required && !named.ContainsKey(parameter.Name)) is { } missing
            ? throw OdooException.Builtin("TypeError", $"BaseModel.{spec.Name}() missing 1 required positional argument: '{missing.Name}'")
            : named;
    }

    private static void RequireDatabase(OdooSettings settings, string database)
    {
        if (database != settings.Database)
        {
            throw OdooException.Postgres(
                "OperationalError", $"connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  database \"{database}\" does not exist\n");
        }
    }
}
