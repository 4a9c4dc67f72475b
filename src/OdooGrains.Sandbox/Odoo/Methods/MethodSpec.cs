using System.Text.Json;
using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>A parameter by its Python name; JSON-2 binds by it, JSON-RPC by position or by it.</summary>
internal sealed record MethodParameter(string Name, bool Required = false);

/// <summary>A public method: on the model (<c>@api.model</c>, takes no ids) or on records.</summary>
internal sealed record MethodSpec(string Name, bool OnModel, IReadOnlyList<MethodParameter> Parameters, Func<MethodCall, object?> Run)
{
    /// <summary>What access is asked for before the method runs; null where the method asks itself.</summary>
    public string? Access { get; init; }

    /// <summary>The versions that have it.</summary>
    public int Since { get; init; }

    public int Until { get; init; } = int.MaxValue;
}

/// <summary>A method with its bound arguments, inside a transaction.</summary>
internal sealed class MethodCall(
    OdooTransaction transaction, OdooUser user, ModelSchema schema, IReadOnlyList<int> ids, IReadOnlyDictionary<string, JsonElement> arguments)
{
    public OdooTransaction Transaction { get; } = transaction;

    public OdooUser User { get; } = user;

    public ModelSchema Schema { get; } = schema;

    public string Model => Schema.Name;

    public IReadOnlyList<int> Ids { get; } = ids;

    /// <summary>Records that the call touched or answered; what its service time is counted by.</summary>
    public int Records { get; set; }

    public OdooDatabase Database => Transaction.Database;

    public JsonElement Argument(string name) => arguments.GetValueOrDefault(name);

    public int? Number(string name) => Argument(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;

    public string? Text(string name) => Argument(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public IReadOnlyList<string>? Names(string name) => Argument(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
        ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
        : null;
}
