using System.Globalization;
using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>A cell that could not be read; becomes a message of load().</summary>
internal sealed class LoadProblem(string message, FieldSchema field) : Exception(message)
{
    public FieldSchema Field { get; } = field;
}

/// <summary>
/// Reads the text cells of load() into values (odoo/addons/base/models/ir_fields.py): names, <c>/.id</c> and <c>/id</c> of relations,
/// numbers, and dates in the user's time zone.
/// </summary>
internal sealed class LoadConverter(MethodCall call)
{
    private const string DefaultModule = "__import__";

    private OdooDatabase Database => call.Database;

    /// <summary>Name in an error, as <c>Order Lines/Product</c>.</summary>
    public object? Convert(FieldSchema field, string suffix, string cell, string label)
    {
        if (cell.Length == 0) { return Empty(field); }
        return field.Kind switch
        {
            FieldKind.Char or FieldKind.Text => cell,
            FieldKind.Float =>
                decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw Problem($"'{cell}' does not seem to be a number for field '{label}'", field),
            FieldKind.Integer =>
                int.TryParse(cell, CultureInfo.InvariantCulture, out var integer)
                    ? integer
                    : throw Problem($"'{cell}' does not seem to be an integer for field '{label}'", field),
            FieldKind.Boolean => cell is "1" or "True" or "true" or "yes",
            FieldKind.Selection => Selection(field, cell, label),
            FieldKind.Datetime => Datetime(field, cell, label),
            FieldKind.Date => FieldValues.Date(cell),
            FieldKind.Many2One => Reference(field, suffix, cell, label),
            FieldKind.Many2Many =>
                (List<X2ManyCommand>)[new(X2ManyKind.Set, Ids: [.. cell.Split(',').Select(item => Reference(field, suffix, item.Trim(), label))])],
            _ => throw Problem($"Field '{label}' cannot be loaded", field),
        };
    }

    /// <summary>Database id behind an external id, or null.</summary>
    public int? Find(string model, string externalId) =>
        Database.ExternalIds.Find(Complete(externalId)) is { } found && found.Model == model && Database.Find(model, found.Id) is not null ? found.Id : null;

    public static string Complete(string externalId) => externalId.Contains('.', StringComparison.Ordinal) ? externalId : $"{DefaultModule}.{externalId}";

    private static object? Empty(FieldSchema field) => field.Kind switch
    {
        FieldKind.Float => 0m,
        FieldKind.Integer => 0,
        FieldKind.Boolean => false,
        FieldKind.Many2Many => (List<X2ManyCommand>)[new(X2ManyKind.Clear)],
        _ => null,
    };

    private static string Selection(FieldSchema field, string cell, string label)
    {
        foreach (var (value, text) in field.Selection)
        {
            if (cell == value || string.Equals(cell, text, StringComparison.OrdinalIgnoreCase)) { return value; }
        }

        throw Problem($"Value '{cell}' not found in selection field '{label}'", field);
    }

    private int Reference(FieldSchema field, string suffix, string cell, string label)
    {
        var model = field.Relation!;
        switch (suffix)
        {
            case ".id":
                return int.TryParse(cell, CultureInfo.InvariantCulture, out var id) && Database.Find(model, id) is not null
                    ? id
                    : throw Problem($"No matching record found for database id '{cell}' in field '{label}'", field);
            case "id":
                return Find(model, cell) ?? throw Problem($"No matching record found for external id '{cell}' in field '{label}'", field);
            case "":
                var named = Database.Table(model).Records.FirstOrDefault(
                    record => Database.Rules(model).DisplayName(Database, record) == cell || record.Text("name") == cell);
                return named?.Id ?? throw Problem($"No matching record found for name '{cell}' in field '{label}'", field);
            default:
                throw Problem($"Can not create Many-To-One records indirectly, import the field separately: '{label}/{suffix}'", field);
        }
    }

    // _str_to_datetime localizes: the text is local time of the context's tz or the user's, not UTC.
    private string Datetime(FieldSchema field, string cell, string label)
    {
        if (!DateTime.TryParseExact(cell, FieldValues.DatetimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            throw Problem($"'{cell}' does not seem to be a valid datetime for field '{label}'", field);
        }

        var zone = call.Transaction.Context.TimeZone ?? call.User.TimeZone;
        var offset = zone == "UTC" ? TimeSpan.Zero : Zone(zone)?.GetUtcOffset(local) ?? TimeSpan.Zero;
        return (local - offset).ToString(FieldValues.DatetimeFormat, CultureInfo.InvariantCulture);
    }

    private static TimeZoneInfo? Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static LoadProblem Problem(string message, FieldSchema field) => new(message, field);
}
