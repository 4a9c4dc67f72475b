using System.Text.Json;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>Sends a request to the protocol that its path names; what a version does not have answers as that version does.</summary>
internal sealed class FrontDoor(OdooSettings settings, Credentials credentials, CallExecutor executor)
{
    private static readonly (string, string) NoSniff = ("X-Content-Type-Options", "nosniff");

    public OdooAnswer Handle(OdooHttpRequest request, long number)
    {
        if (request.Path == JsonRpc.Path) { return HandleJsonRpc(request, number); }
        if (request.Header("X-Odoo-Database") is { } named && named != settings.Database) { return WirePage.NoDatabase(); }
        if (request.Path == "/web/version") { return Version(); }
        if (!request.Path.StartsWith(Json2.Prefix, StringComparison.Ordinal)) { return WirePage.NotFound(); }
        return settings.Version >= 19 ? HandleJson2(request, number) : WirePage.Redirect(request.Path);
    }

    private OdooAnswer Version()
    {
        if (settings.Version < 19) { return WirePage.NotFound(); }
        return new Json2().Success(null, new Dictionary<string, object?>
        {
            ["version_info"] = new object?[] { settings.Version, 0, 0, "final", 0, "" },
            ["version"] = $"{settings.Version}.0",
        });
    }

    private OdooAnswer HandleJson2(OdooHttpRequest request, long number)
    {
        if (!IsJson(request))
        {
            return WirePage.WrongType(415, "&#39;http&#39;", "/json/2/&lt;__model__&gt;/&lt;__method__&gt;", "json2", ("Accept", "application/json"));
        }

        try { return executor.Execute(Json2.Read(request, credentials.ByKey), number); }
        catch (Exception error) when (CallExecutor.PythonError(error) is { } python) { return new Json2().Failure(python); }
    }

    private OdooAnswer HandleJsonRpc(OdooHttpRequest request, long number)
    {
        if (!IsJson(request)) { return WrongJsonRpcType(request); }
        JsonDocument document;
        try { document = JsonDocument.Parse(request.Body); }
        catch (JsonException) { return WirePage.Text(400, "Invalid JSON data", NoSniff); }
        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? HandleEnvelope(document.RootElement, number)
                : WirePage.Text(400, "Invalid JSON-RPC data", NoSniff);
        }
    }

    private OdooAnswer HandleEnvelope(JsonElement envelope, long number)
    {
        var format = new JsonRpc(settings.Version, envelope.TryGetProperty("id", out var id) ? id : null);
        try
        {
            var parameters = envelope.TryGetProperty("params", out var given) ? given : throw OdooException.Builtin("TypeError", "params");
            var call = JsonRpc.Read(parameters, format, settings, credentials, out var common);
            return call is not null
                ? executor.Execute(call, number)
                : format.Success(null, common!()) with { ServiceTime = settings.Capacity.ServiceTime("", 0) };
        }
        catch (Exception error) when (CallExecutor.PythonError(error) is { } python) { return format.Failure(python); }
    }

    private OdooAnswer WrongJsonRpcType(OdooHttpRequest request)
    {
        if (settings.Version < 19) { return WirePage.WrongType(400, "&#39;http&#39;", JsonRpc.Path, "json"); }
        var compatible = request.Header("Content-Type") is null ? "&#39;http&#39;, &#39;json2&#39;" : "&#39;http&#39;";
        return WirePage.WrongType(415, compatible, JsonRpc.Path, "jsonrpc", ("Accept", "application/json, application/json-rpc"));
    }

    private static bool IsJson(OdooHttpRequest request) =>
        request.Header("Content-Type") is { } type && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
}
