using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>search, search_read, read, search_count, fields_get, context_get.</summary>
internal static class ReadMethods
{
    public static object? Search(MethodCall call) => Found(call).Select(record => record.Id).ToArray();

    public static object? SearchCount(MethodCall call)
    {
        var count = Found(call).Count;
        call.Records = 1;
        return count;
    }

    public static object? SearchRead(MethodCall call)
    {
        var fields = Fields(call, call.Names("fields"));
        return Found(call).ConvertAll(record => Row(call, record, fields));
    }

    public static object? Read(MethodCall call)
    {
        var fields = Fields(call, call.Names("fields"));
        call.Records = call.Ids.Count;
        return call.Ids.Select(id => call.Database.Find(call.Model, id)).OfType<OdooRecord>().Select(record => Row(call, record, fields)).ToList();
    }

    public static object? ContextGet(MethodCall call) =>
        new Dictionary<string, object?> { ["lang"] = "en_US", ["tz"] = call.User.TimeZone, ["uid"] = call.Transaction.Uid };

    /// <summary>BaseModel.get_external_id: the first external id of each record, read with all rights (odoo/orm/models.py, _get_external_ids), so anybody may ask.</summary>
    public static object? ExternalIds(MethodCall call)
    {
        call.Records = call.Ids.Count;
        return call.Ids.ToDictionary(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture), id => (object?)(call.Database.ExternalIds.Of(call.Model, id) ?? ""));
    }

    public static object? FieldsGet(MethodCall call)
    {
        var wanted = call.Names("allfields");
        var attributes = call.Names("attributes");
        return call.Schema.Ordered
            .Where(field => wanted?.Contains(field.Name) ?? true)
            .ToDictionary(field => field.Name, field => (object?)Describe(field).Where(entry => attributes?.Contains(entry.Key) ?? true).ToDictionary());
    }

    private static Dictionary<string, object?> Describe(FieldSchema field)
    {
        Dictionary<string, object?> described = new()
        {
            ["name"] = field.Name,
            ["type"] = field.WireType,
            ["string"] = field.Label,
            ["required"] = field.Required,
            ["readonly"] = field.Readonly,
            ["store"] = !field.Computed,
        };
        if (field.Relation is not null) { described["relation"] = field.Relation; }
        if (field.Inverse is not null) { described["relation_field"] = field.Inverse; }
        if (field.Kind == FieldKind.Selection)
        {
            described["selection"] = field.Selection.Select(option => (object?)new object?[] { option.Value, option.Label }).ToList();
        }
        return described;
    }

    private static List<OdooRecord> Found(MethodCall call)
    {
        var domain = SearchDomain.Parse(call.Database, call.Schema, call.Argument("domain"));
        var activeOnly = call.Schema.HasActive && call.Transaction.Context.ActiveTest && !domain.MentionsActive;
        var found = call.Database.Table(call.Model).Records.Where(record => (!activeOnly || record.Flag("active")) && domain.Matches(record));
        var ordered = SearchOrder.Sort(call.Schema, found, call.Text("order"));
        List<OdooRecord> page = [.. ordered.Skip(call.Number("offset") ?? 0).Take(call.Number("limit") is { } limit and > 0 ? limit : int.MaxValue)];
        call.Records = page.Count;
        return page;
    }

    private static List<FieldSchema> Fields(MethodCall call, IReadOnlyList<string>? names)
    {
        if (names is null) { return [.. call.Schema.Ordered]; }
        return [.. names.Where(name => name != "id").Select(name => call.Schema.Fields.GetValueOrDefault(name) ?? throw UnknownField(call, name))];
    }

    private static OdooException UnknownField(MethodCall call, string name) => OdooException.Value(
        call.Database.Version >= 19 ? $"Invalid field '{name}' on '{call.Model}'" : $"Invalid field '{name}' on model '{call.Model}'");

    private static Dictionary<string, object?> Row(MethodCall call, OdooRecord record, List<FieldSchema> fields)
    {
        Dictionary<string, object?> row = new() { ["id"] = record.Id };
        foreach (var field in fields) { row[field.Name] = Value(call, record, field); }
        return row;
    }

    private static object? Value(MethodCall call, OdooRecord record, FieldSchema field)
    {
        if (field.Name == "display_name") { return call.Database.Rules(call.Model).DisplayName(call.Database, record) ?? (object)false; }
        if (field.Computed) { return call.Database.Rules(call.Model).Read(call.Transaction, record, field.Name); }
        if (field.Kind != FieldKind.Many2One) { return record[field.Name] ?? false; }
        if (record.Reference(field.Name) is not { } id) { return false; }
        var bare = call.Argument("load") is { ValueKind: not System.Text.Json.JsonValueKind.Undefined } && call.Text("load") != "_classic_read";
        return bare
            ? id
            : new object?[]
            {
                id,
                call.Database.Find(field.Relation!, id) is { } target ? call.Database.Rules(field.Relation!).DisplayName(call.Database, target) : ""
            };
    }
}
