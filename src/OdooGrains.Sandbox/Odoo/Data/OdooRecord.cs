namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>
/// One stored record. Values are string, int (ids and integers), decimal, bool, <c>int[]</c> (to-many) or null; dates are Odoo's own
/// text form in UTC, <c>yyyy-MM-dd HH:mm:ss</c>, which sorts as time does.
/// </summary>
internal sealed class OdooRecord(int id)
{
    private Dictionary<string, object?> _values = [];

    public int Id { get; } = id;

    public object? this[string field]
    {
        get => field == "id" ? Id : _values.GetValueOrDefault(field);
        set => _values[field] = value;
    }

    public string? Text(string field) => this[field] as string;

    public decimal Number(string field) => this[field] as decimal? ?? 0m;

    public int? Reference(string field) => this[field] as int?;

    public int[] List(string field) => this[field] as int[] ?? [];

    public bool Flag(string field) => this[field] is true;

    public Dictionary<string, object?> Copy() => new(_values);

    public void Restore(Dictionary<string, object?> values) => _values = values;
}
