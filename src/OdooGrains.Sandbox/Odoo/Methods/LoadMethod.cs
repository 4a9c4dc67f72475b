using System.Globalization;
using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>
/// BaseModel.load(fields, data): creates or updates by external id, in one transaction, and tells errors inside a 200 result. To-many
/// records without an external id of their own are added again at every repeat, as recorded.
/// </summary>
internal static class LoadMethod
{
    public static object? Load(MethodCall call)
    {
        List<string[]> columns = [.. call.Argument("fields").EnumerateArray().Select(name => name.GetString()!.Split('/'))];
        List<string[]> rows = [.. call.Argument("data").EnumerateArray().Select(row => row.EnumerateArray().Select(LoadRow.Cell).ToArray())];
        if (rows.Exists(row => row.Length != columns.Count)) { throw OdooException.Builtin("IndexError", "list index out of range"); }
        var records = LoadRow.Extract(call.Database, call.Schema, columns, rows);
        call.Records = records.Count;
        List<object?> messages = [];
        List<int> ids = [];
        var savepoint = call.Transaction.Savepoint();
        for (var index = 0; index < records.Count; index++)
        {
            if (One(call, records[index], index, messages) is { } id) { ids.Add(id); }
        }

        if (messages.Count == 0) { return Result(ids.ToArray(), messages); }
        call.Transaction.RollbackTo(savepoint);
        return Result(false, messages);
    }

    /// <summary>The result of a load() that lost against another transaction, as recorded: no class name, only the text.</summary>
    public static object Lost(int records) => Result(false, [new Dictionary<string, object?>
    {
        ["rows"] = Rows(0, Math.Max(0, records - 1)), ["record"] = 0, ["type"] = "error", ["message"] = Messages.Serialization,
    }]);

    private static int? One(MethodCall call, LoadRow row, int index, List<object?> messages)
    {
        var savepoint = call.Transaction.Savepoint();
        var before = messages.Count;
        try
        {
            var values = Values(call, new LoadConverter(call), call.Schema, row, index, "", null, messages);
            var id = Save(call, row, values, index, messages, before);
            call.Transaction.Flush();
            return messages.Count == before ? id : null;
        }
        catch (OdooException error)
        {
            call.Transaction.RollbackTo(savepoint);
            var text = error.Name.StartsWith("builtins.", StringComparison.Ordinal)
                ? $"Unknown error during import: <class '{error.Name["builtins.".Length..]}'>: {error.Message}"
                : error.Message;
            messages.Add(Message(row, index, text, null));
            return null;
        }
    }

    private static int? Save(MethodCall call, LoadRow row, Dictionary<string, object?> values, int index, List<object?> messages, int before)
    {
        var externalId = row.Cells.GetValueOrDefault("id") is { Length: > 0 } given ? LoadConverter.Complete(given) : null;
        var known = externalId is null ? null : new LoadConverter(call).Find(call.Model, externalId);
        if (row.Cells.GetValueOrDefault(".id") is { Length: > 0 } database)
        {
            known = ById(call, database) ?? throw OdooException.UserError($"Unknown database identifier '{database}'");
        }

        if (known is { } existing)
        {
            call.Transaction.Write(call.Model, existing, values);
            return existing;
        }

        var missing = call.Schema.Ordered.Where(field => field.Required && values.GetValueOrDefault(field.Name) is null).ToList();
        foreach (var field in missing) { messages.Add(Missing(row, index, Messages.MandatoryOnLoad(call.Database.Version, call.Schema, field), field)); }
        return missing.Count > 0 || messages.Count > before ? null : call.Transaction.Create(call.Model, values, externalId);
    }

    private static Dictionary<string, object?> Values(
        MethodCall call, LoadConverter converter, ModelSchema schema, LoadRow row, int index, string prefix, FieldSchema? parent, List<object?> messages)
    {
        Dictionary<string, object?> values = [];
        foreach (var (path, cell) in row.Cells)
        {
            if (path is "id" or ".id") { continue; }
            var parts = path.Split('/', 2);
            var field = schema.Fields[parts[0]];
            try
            {
                values[field.Name] = converter.Convert(field, parts.Length > 1 ? parts[1] : "", cell, prefix + field.Label);
            }
            catch (LoadProblem problem)
            {
                messages.Add(Message(row, index, problem.Message, parent ?? problem.Field, problem.Field));
            }
        }

        foreach (var (name, children) in row.Children)
        {
            var field = schema.Fields[name];
            var inner = call.Database.Schema(field.Relation!);
            List<X2ManyCommand> commands = [];
            foreach (var child in children)
            {
                var below = Values(call, converter, inner, child, index, $"{prefix}{field.Label}/", parent ?? field, messages);
                commands.AddRange(Commands(converter, inner, child, below));
            }

            values[name] = commands;
        }

        return values;
    }

    private static IEnumerable<X2ManyCommand> Commands(LoadConverter converter, ModelSchema schema, LoadRow child, Dictionary<string, object?> values)
    {
        var externalId = child.Cells.GetValueOrDefault("id") is { Length: > 0 } given ? LoadConverter.Complete(given) : null;
        var known = externalId is not null ? converter.Find(schema.Name, externalId)
            : int.TryParse(child.Cells.GetValueOrDefault(".id"), CultureInfo.InvariantCulture, out var id) ? id
            : (int?)null;
        return known is { } line
            ? [new(X2ManyKind.Link, line), new(X2ManyKind.Update, line, values)]
            : [new(X2ManyKind.Create, Values: values) { ExternalId = externalId }];
    }

    private static int? ById(MethodCall call, string id) =>
        int.TryParse(id, CultureInfo.InvariantCulture, out var key) && call.Database.Find(call.Model, key) is not null ? key : null;

    private static Dictionary<string, object?> Result(object ids, List<object?> messages) => new() { ["ids"] = ids, ["messages"] = messages, ["nextrow"] = 0 };

    private static Dictionary<string, object?> Rows(int from, int to) => new() { ["from"] = from, ["to"] = to };

    private static Dictionary<string, object?> Message(LoadRow row, int index, string text, FieldSchema? field, FieldSchema? cause = null)
    {
        Dictionary<string, object?> message = new() { ["rows"] = Rows(row.From, row.To), ["type"] = "error", ["record"] = index, ["message"] = text };
        if (field is null) { return message; }
        message["field"] = field.Name;
        message["field_name"] = field.Label;
        if (cause?.Relation is { } model) { message["moreinfo"] = PossibleValues(model); }
        return message;
    }

    private static Dictionary<string, object?> Missing(LoadRow row, int index, string text, FieldSchema field) =>
        new() { ["rows"] = Rows(row.From, row.To), ["record"] = index, ["type"] = "error", ["message"] = text, ["field"] = field.Name };

    private static Dictionary<string, object?> PossibleValues(string model) => new()
    {
        ["name"] = "Possible Values",
        ["type"] = "ir.actions.act_window",
        ["target"] = "new",
        ["view_mode"] = "list,form",
        ["views"] = new List<object?> { new object?[] { false, "list" }, new object?[] { false, "form" } },
        ["context"] = new Dictionary<string, object?> { ["create"] = false },
        ["help"] = "See all possible values",
        ["res_model"] = "ir.model.data",
        ["domain"] = new List<object?> { new object?[] { "model", "=", model } },
    };
}
