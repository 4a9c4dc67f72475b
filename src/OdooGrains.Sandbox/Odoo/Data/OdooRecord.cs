namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>
/// One stored record. Values are string, int (ids and integers), decimal, bool, <c>int[]</c> (to-many) or null; dates are Odoo's own
/// text form in UTC, <c>yyyy-MM-dd HH:mm:ss</c>, which sorts as time does.
/// </summary>
internal sealed class OdooRecord(ModelSchema schema, int id)
{
    private object?[] _values = new object?[schema.Ordered.Count];

    public int Id { get; } = id;

    public string Model => schema.Name;

    public object? this[string field]
    {
        get => field == "id" ? Id : _values[schema.IndexOf(field)];
        set => _values[schema.IndexOf(field)] = value;
    }

    public string? Text(string field) => this[field] as string;

    public decimal Number(string field) => this[field] as decimal? ?? 0m;

    public int? Reference(string field) => this[field] as int?;

    public int[] List(string field) => this[field] as int[] ?? [];

    public bool Flag(string field) => this[field] is true;

    /// <summary>The values now, to be put back by <see cref="Restore"/>.</summary>
    public object?[] Copy() => [.. _values];

    public void Restore(object?[] values) => _values = values;

    /// <summary>Field name, and <c>id</c>, to value.</summary>
    public Dictionary<string, object?> ToDictionary()
    {
        Dictionary<string, object?> values = new(schema.Ordered.Count + 1) { ["id"] = Id };
        for (var index = 0; index < _values.Length; index++) { values[schema.Ordered[index].Name] = _values[index]; }
        return values;
    }
}
