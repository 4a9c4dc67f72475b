using System.Globalization;

namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>
/// One call's transaction: it changes the tables in place and remembers how to undo each change. A savepoint is a mark in that list.
/// </summary>
internal sealed class OdooTransaction(OdooDatabase database, int uid, CallContext context, DateTimeOffset now)
{
    private readonly Stack<Action> _undo = new();
    private readonly List<PendingWrite> _writes = [];
    private readonly HashSet<(string Model, int Id)> _stale = [];

    public OdooDatabase Database { get; } = database;

    public int Uid { get; } = uid;

    public CallContext Context { get; } = context;

    public string Now { get; } = now.UtcDateTime.ToString(FieldValues.DatetimeFormat, CultureInfo.InvariantCulture);

    public IReadOnlyList<PendingWrite> Writes => _writes;

    public OdooRecord Get(string model, int id) => Database.Table(model).Find(id) ?? throw OdooException.Missing(model, id, Uid);

    public int Savepoint() => _undo.Count;

    public void RollbackTo(int savepoint)
    {
        while (_undo.Count > savepoint) { _undo.Pop()(); }
        _stale.Clear();
    }

    public int Create(string model, Dictionary<string, object?> values, string? externalId = null)
    {
        var table = Database.Table(model);
        var record = table.New();
        table.Put(record);
        _undo.Push(() => table.Remove(record.Id));
        foreach (var field in table.Schema.Ordered) { record[field.Name] = Default(field); }
        record["create_date"] = record["write_date"] = Now;
        record["create_uid"] = record["write_uid"] = Uid;
        Database.Rules(model).Preparing(this, values);
        Assign(table.Schema, record, values);
        Database.Rules(model).Defaults(this, record, values);
        RequireMandatory(table.Schema, record);
        Attach(table.Schema, record, values);
        Note("create", model, record.Id, Journaled(record, table.Schema));
        ApplyCommands(table.Schema, record, values);
        Database.Rules(model).Saved(this, record);
        if (externalId is not null) { AddExternalId(externalId, model, record.Id); }
        return record.Id;
    }

    public void Write(string model, int id, Dictionary<string, object?> values)
    {
        var schema = Database.Schema(model);
        var record = Get(model, id);
        Database.Rules(model).Writing(this, record, values);
        Change(record);
        Detach(schema, record, values);
        Assign(schema, record, values);
        RequireMandatory(schema, record);
        Attach(schema, record, values);
        record["write_date"] = Now;
        record["write_uid"] = Uid;
        Note("write", model, id, values.Where(entry => entry.Value is not List<X2ManyCommand>).ToDictionary());
        ApplyCommands(schema, record, values);
        Database.Rules(model).Saved(this, record);
    }

    public void Unlink(string model, int id)
    {
        var table = Database.Table(model);
        var record = Get(model, id);
        Database.Rules(model).Unlinking(this, record);
        foreach (var field in table.Schema.Ordered.Where(field => field.Kind == FieldKind.One2Many))
        {
            foreach (var child in record.List(field.Name)) { Unlink(field.Relation!, child); }
        }

        Detach(table.Schema, record, null);
        var externalId = Database.ExternalIds.Of(model, id);
        if (externalId is not null) { RemoveExternalId(externalId); }
        table.Remove(id);
        _undo.Push(() => table.Put(record));
        _writes.Add(new PendingWrite("unlink", model, id, new Dictionary<string, object?>(), externalId));
        var at = _writes.Count - 1;
        _undo.Push(() => _writes.RemoveAt(at));
        Database.Rules(model).Unlinked(this, record);
    }

    /// <summary>Sets values that are computed, not written: no write date, no journal entry.</summary>
    public void Compute(string model, OdooRecord record, params IEnumerable<(string Field, object? Value)> values)
    {
        Change(record);
        foreach (var (field, value) in values) { record[field] = value; }
    }

    /// <summary>Remembers to compute a record anew before the transaction is read or ends.</summary>
    public void MarkStale(string model, int id) => _stale.Add((model, id));

    public void Flush()
    {
        while (_stale.Count > 0)
        {
            var (model, id) = _stale.First();
            _stale.Remove((model, id));
            if (Database.Table(model).Find(id) is { } record) { Database.Rules(model).Compute(this, record); }
        }
    }

    public void AddExternalId(string name, string model, int id)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        Create("ir.model.data", new() { ["module"] = name[..dot], ["name"] = name[(dot + 1)..], ["model"] = model, ["res_id"] = id });
    }

    public void IndexExternalId(string name, string model, int id, int row)
    {
        Database.ExternalIds.Add(name, model, id, row);
        _undo.Push(() => Database.ExternalIds.Remove(name));
    }

    private void RemoveExternalId(string name)
    {
        var (model, id, row) = Database.ExternalIds.Find(name)!.Value;
        var table = Database.Table("ir.model.data");
        var record = table.Find(row)!;
        Database.ExternalIds.Remove(name);
        table.Remove(row);
        _undo.Push(() =>
        {
            table.Put(record);
            Database.ExternalIds.Add(name, model, id, row);
        });
    }

    private void Change(OdooRecord record)
    {
        var before = record.Copy();
        _undo.Push(() => record.Restore(before));
    }

    private void Note(string operation, string model, int id, IReadOnlyDictionary<string, object?> values)
    {
        _writes.Add(new PendingWrite(operation, model, id, values));
        var at = _writes.Count - 1;
        _undo.Push(() => _writes.RemoveAt(at));
    }

    private static Dictionary<string, object?> Journaled(OdooRecord record, ModelSchema schema) => schema.Ordered
        .Where(field => !field.IsToMany && record[field.Name] is not null)
        .ToDictionary(field => field.Name, field => record[field.Name]);

    private static object? Default(FieldSchema field) => field.Default ?? field.Kind switch
    {
        FieldKind.Float => 0m,
        FieldKind.Integer => 0,
        FieldKind.Boolean => false,
        FieldKind.One2Many or FieldKind.Many2Many => Array.Empty<int>(),
        _ => null,
    };

    private void Assign(ModelSchema schema, OdooRecord record, Dictionary<string, object?> values)
    {
        foreach (var (name, value) in values)
        {
            var field = schema.Fields[name];
            if (value is List<X2ManyCommand>) { continue; }
            if (field.Kind == FieldKind.Many2One && value is int id) { Get(field.Relation!, id); }
            record[name] = value is decimal number && field.Digits is { } digits ? decimal.Round(number, digits, MidpointRounding.AwayFromZero) : value;
        }
    }

    private void RequireMandatory(ModelSchema schema, OdooRecord record)
    {
        foreach (var field in schema.Required)
        {
            if (record[field.Name] is null) { throw OdooException.Validation(Messages.MandatoryOnWrite(Database.Version, schema, field)); }
        }
    }

    private void Attach(ModelSchema schema, OdooRecord record, Dictionary<string, object?> values)
    {
        foreach (var field in schema.Listed.Where(field => values.ContainsKey(field.Name)))
        {
            if (Database.Find(field.Relation!, record.Reference(field.Name)) is { } parent)
            {
                Compute(field.Relation!, parent, (field.ListedIn!, (int[])[.. parent.List(field.ListedIn!), record.Id]));
            }
        }
    }

    private void Detach(ModelSchema schema, OdooRecord record, Dictionary<string, object?>? values)
    {
        foreach (var field in schema.Listed.Where(field => values?.ContainsKey(field.Name) ?? true))
        {
            if (Database.Find(field.Relation!, record.Reference(field.Name)) is { } parent)
            {
                Compute(field.Relation!, parent, (field.ListedIn!, parent.List(field.ListedIn!).Where(id => id != record.Id).ToArray()));
            }
        }
    }

    private void ApplyCommands(ModelSchema schema, OdooRecord record, Dictionary<string, object?> values)
    {
        foreach (var (name, value) in values)
        {
            if (value is not List<X2ManyCommand> commands) { continue; }
            var field = schema.Fields[name];
            foreach (var command in commands)
            {
                if (field.Kind == FieldKind.One2Many) { ApplyToChildren(field, record, command); }
                else { Compute(schema.Name, record, (name, ApplyToSet(field, record.List(name), command))); }
            }
        }
    }

    private void ApplyToChildren(FieldSchema field, OdooRecord record, X2ManyCommand command)
    {
        var (model, inverse) = (field.Relation!, field.Inverse!);
        switch (command.Kind)
        {
            case X2ManyKind.Create:
                Create(model, new(command.Values!) { [inverse] = record.Id }, command.ExternalId);
                break;
            case X2ManyKind.Update:
                Write(model, command.Id, command.Values!);
                break;
            case X2ManyKind.Link:
                if (Get(model, command.Id).Reference(inverse) != record.Id) { Write(model, command.Id, new() { [inverse] = record.Id }); }
                break;
            case X2ManyKind.Delete or X2ManyKind.Unlink:
                Unlink(model, command.Id);
                break;
            default:
                foreach (var child in record.List(field.Name).Except(command.Ids ?? [])) { Unlink(model, child); }
                break;
        }
    }

    private int[] ApplyToSet(FieldSchema field, int[] ids, X2ManyCommand command)
    {
        int[] changed = command.Kind switch
        {
            X2ManyKind.Link => [.. ids.Union([command.Id])],
            X2ManyKind.Delete or X2ManyKind.Unlink => [.. ids.Except([command.Id])],
            X2ManyKind.Clear => [],
            X2ManyKind.Set => [.. command.Ids!],
            X2ManyKind.Create => [.. ids, Create(field.Relation!, command.Values!)],
            _ => throw OdooException.Value($"Wrong value for {field.Name}: {command.Kind}"),
        };
        foreach (var id in changed) { Get(field.Relation!, id); }
        return changed;
    }
}
