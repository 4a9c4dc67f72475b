using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>One method call on one model, before a protocol gives it its form.</summary>
internal sealed record OdooCall(string Model, string Method)
{
    /// <summary>Records that it is called on; null for a method of the model itself.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>Arguments that JSON-RPC takes by position (create by keyword is an IndexError there) and JSON-2 by name.</summary>
    public IReadOnlyList<(string Name, JsonNode? Value)> Arguments { get; init; } = [];

    /// <summary>Arguments by name in both.</summary>
    public IReadOnlyList<(string Name, JsonNode? Value)> Options { get; init; } = [];

    public JsonObject? Context { get; init; }

    public TimeSpan Timeout { get; init; } = OdooLimits.ReadTimeout;

    public override string ToString() => $"{Model}.{Method}";
}
