using System.Text.Json;

namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>An answer is not shaped as Odoo's are. Caught where an operation, or one of its calls, ends.</summary>
internal sealed class OdooShapeException(string what) : Exception($"Odoo's answer has no readable {what}.");

/// <summary>One record as Odoo answers it: <c>false</c> stands for nothing, a many2one is <c>[id, "name"]</c>.</summary>
internal readonly record struct OdooRecord(JsonElement Json)
{
    public long Id => Json.TryGetProperty("id", out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var id) ? id : throw new OdooShapeException("id");

    public static IReadOnlyList<OdooRecord> All(JsonElement answer)
    {
        if (answer.ValueKind is not JsonValueKind.Array || answer.EnumerateArray().Any(item => item.ValueKind is not JsonValueKind.Object))
        {
            throw new OdooShapeException("list of records");
        }

        return [.. answer.EnumerateArray().Select(item => new OdooRecord(item))];
    }

    public string? Text(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? String(value) : null;

    public decimal? Number(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    public decimal Amount(string name) => Number(name) ?? throw new OdooShapeException(name);

    public bool Flag(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

    public long? Reference(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0 && value[0].ValueKind is JsonValueKind.Number && value[0].TryGetInt64(out var id) ? id : null;

    /// <summary>The name that a many2one shows.</summary>
    public string? ReferenceName(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 1 && value[1].ValueKind is JsonValueKind.String ? String(value[1]) : null;

    public IReadOnlyList<long> Ids(string name) => Json.TryGetProperty(name, out var value) ? Ids(value) : throw new OdooShapeException(name);

    public static IReadOnlyList<long> Ids(JsonElement value) => value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Number && item.TryGetInt64(out _))
        ? [.. value.EnumerateArray().Select(item => item.GetInt64())]
        : throw new OdooShapeException("list of ids");

    /// <summary>A text; half a surrogate pair, which System.Text.Json finds only now, is unreadable.</summary>
    public static string String(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw new OdooShapeException("text");
        }
    }
}
