using System.Text.Json;

namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>The context of a call; only the keys that the simulation heeds.</summary>
internal sealed record CallContext
{
    public static CallContext Empty { get; } = new();

    public bool ActiveTest { get; init; } = true;

    public bool DisableCancelWarning { get; init; }

    /// <summary>A partial transfer makes its backorder without asking.</summary>
    public bool SkipBackorder { get; init; }

    /// <summary>Quantities of products are those of this warehouse: <c>warehouse_id</c>, until 17 <c>warehouse</c>.</summary>
    public int? Warehouse { get; init; }

    /// <summary>Quantities of products are those of this location and what is below it.</summary>
    public int? Location { get; init; }

    /// <summary>What a wizard works on.</summary>
    public IReadOnlyList<int> ActiveIds { get; init; } = [];

    public string? TimeZone { get; init; }

    public string? Language { get; init; }

    public IReadOnlyList<int> AllowedCompanies { get; init; } = [];

    public static CallContext From(JsonElement context)
    {
        if (context.ValueKind != JsonValueKind.Object) { return Empty; }
        return new CallContext
        {
            ActiveTest = !context.TryGetProperty("active_test", out var active) || active.ValueKind != JsonValueKind.False,
            DisableCancelWarning = context.TryGetProperty("disable_cancel_warning", out var cancel) && cancel.ValueKind == JsonValueKind.True,
            SkipBackorder = context.TryGetProperty("skip_backorder", out var skip) && skip.ValueKind == JsonValueKind.True,
            Warehouse = Number(context, "warehouse_id") ?? Number(context, "warehouse"),
            Location = Number(context, "location"),
            ActiveIds = Ids(context, "active_ids"),
            TimeZone = Text(context, "tz"),
            Language = Text(context, "lang"),
            AllowedCompanies = Ids(context, "allowed_company_ids"),
        };
    }

    private static int? Number(JsonElement context, string name) =>
        context.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static IReadOnlyList<int> Ids(JsonElement context, string name) =>
        context.TryGetProperty(name, out var ids) && ids.ValueKind == JsonValueKind.Array ? [.. ids.EnumerateArray().Select(id => id.GetInt32())] : [];

    private static string? Text(JsonElement context, string name) =>
        context.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
