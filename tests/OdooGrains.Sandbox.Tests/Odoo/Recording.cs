using System.Text;
using System.Text.Json;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>One recorded call of a real server.</summary>
internal sealed record Recording(string Folder, string Name, JsonElement Request, JsonElement Response)
{
    public int Number => int.Parse(Name[..Name.IndexOf('-', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    public static string Root => Path.Combine(AppContext.BaseDirectory, "recordings");

    public static IReadOnlyList<Recording> In(string folder) =>
    [
        .. Directory.GetFiles(Path.Combine(Root, folder), "*.json").Select(file =>
        {
            var root = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
            return new Recording(folder, Path.GetFileNameWithoutExtension(file), root.GetProperty("request"), root.GetProperty("response"));
        }).OrderBy(recording => recording.Number),
    ];

    public int Status => Response.GetProperty("status").GetInt32();

    public JsonElement Body => Response.GetProperty("body");

    public OdooHttpRequest ToRequest() => new(
        Request.GetProperty("method").GetString()!,
        Request.GetProperty("path").GetString()!,
        Request.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!),
        RequestBody());

    /// <summary>Model and method, or nulls where the request names none.</summary>
    public (string? Model, string? Method) Target()
    {
        if (Request.GetProperty("path").GetString()!.Split('/') is ["", "json", "2", var model, var method]) { return (model, method); }
        var body = Request.GetProperty("body");
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("params", out var call) && call.TryGetProperty("args", out var args)
            && args.GetArrayLength() > 4
            ? (args[3].GetString(), args[4].GetString())
            : (null, null);
    }

    /// <summary>Ids of records that the call made, where it made some.</summary>
    public int[] CreatedIds()
    {
        if (Target().Method is not ("create" or "load")) { return []; }
        var result = Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("result", out var inner) ? inner : Body;
        if (result.ValueKind == JsonValueKind.Object && result.TryGetProperty("ids", out var ids)) { result = ids; }
        return result.ValueKind switch
        {
            JsonValueKind.Number => [result.GetInt32()],
            JsonValueKind.Array => [.. result.EnumerateArray().Select(id => id.GetInt32())],
            _ => [],
        };
    }

    private byte[] RequestBody()
    {
        var body = Request.GetProperty("body");
        return Encoding.UTF8.GetBytes(body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText());
    }
}
