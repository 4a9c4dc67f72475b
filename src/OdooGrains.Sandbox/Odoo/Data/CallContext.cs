using System.Text.Json;

namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>The context of a call; only the keys that the simulation heeds.</summary>
internal sealed record CallContext
{
    public static CallContext Empty { get; } = new();

    public bool ActiveTest { get; init; } = true;

    public bool DisableCancelWarning { get; init; }

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
            TimeZone = Text(context, "tz"),
            Language = Text(context, "lang"),
            AllowedCompanies = context.TryGetProperty("allowed_company_ids", out var companies) && companies.ValueKind == JsonValueKind.Array
                ? [.. companies.EnumerateArray().Select(company => company.GetInt32())]
                : [],
        };
    }

    private static string? Text(JsonElement context, string name) =>
        context.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
