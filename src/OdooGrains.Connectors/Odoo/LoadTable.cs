using System.Text.Json.Nodes;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// A table for load(): one record starts with a row that has own cells, and goes on in rows that have only cells of its lines. Empty text
/// is nothing. Several records may stand in one table, which is one call and one transaction.
/// </summary>
internal sealed class LoadTable(IReadOnlyList<string> columns)
{
    private readonly List<IReadOnlyDictionary<string, string>> _rows = [];

    public IReadOnlyList<string> Columns { get; } = columns;

    /// <summary>How many records load() must answer ids for.</summary>
    public int Records { get; private set; }

    public void Add(IReadOnlyDictionary<string, string> record, IReadOnlyList<IReadOnlyDictionary<string, string>> lines)
    {
        Records++;
        _rows.Add(lines.Count == 0 ? record : record.Concat(lines[0]).ToDictionary());
        _rows.AddRange(lines.Skip(1));
    }

    /// <summary>Neighbours of the same columns as one table, which is one call.</summary>
    public static IReadOnlyList<LoadTable> Joined(IEnumerable<LoadTable> tables)
    {
        List<LoadTable> joined = [];
        foreach (var table in tables)
        {
            if (joined.Count == 0 || !joined[^1].Columns.SequenceEqual(table.Columns))
            {
                joined.Add(new(table.Columns));
            }

            joined[^1]._rows.AddRange(table._rows);
            joined[^1].Records += table.Records;
        }

        return joined;
    }

    public JsonArray Data() => new([.. _rows.Select(row => (JsonNode)new JsonArray([.. Columns.Select(column => (JsonNode)row.GetValueOrDefault(column, ""))]))]);
}
