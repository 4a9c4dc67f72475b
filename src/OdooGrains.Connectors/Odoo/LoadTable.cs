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

    /// <summary>The records of another table of the same columns, behind those that are there.</summary>
    public void Append(LoadTable other)
    {
        _rows.AddRange(other._rows);
        Records += other.Records;
    }

    public JsonArray Data() => new([.. _rows.Select(row => (JsonNode)new JsonArray([.. Columns.Select(column => (JsonNode)row.GetValueOrDefault(column, ""))]))]);
}
