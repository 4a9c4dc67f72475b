namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>Odoo's order clause: <c>write_date desc, id</c>. Unset values sort last ascending, as PostgreSQL does.</summary>
internal static class SearchOrder
{
    public static IEnumerable<OdooRecord> Sort(ModelSchema schema, IEnumerable<OdooRecord> records, string? order)
    {
        IOrderedEnumerable<OdooRecord>? sorted = null;
        foreach (var part in (order ?? schema.DefaultOrder).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var (name, descending) = (words[0], words.Length > 1 && words[1].Equals("desc", StringComparison.OrdinalIgnoreCase));
            if (name != "id" && !schema.Fields.ContainsKey(name)) { throw OdooException.Value($"Invalid field '{name}' on '{schema.Name}'"); }
            sorted = (sorted, descending) switch
            {
                (null, false) => records.OrderBy(record => record[name], ValueOrder.Instance),
                (null, true) => records.OrderByDescending(record => record[name], ValueOrder.Instance),
                (not null, false) => sorted.ThenBy(record => record[name], ValueOrder.Instance),
                (not null, true) => sorted.ThenByDescending(record => record[name], ValueOrder.Instance),
            };
        }

        return sorted ?? records;
    }

    private sealed class ValueOrder : IComparer<object?>
    {
        public static ValueOrder Instance { get; } = new();

        public int Compare(object? x, object? y) => (x, y) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            (string left, string right) => string.CompareOrdinal(left, right),
            (IComparable left, _) => left.CompareTo(y),
            _ => 0,
        };
    }
}
