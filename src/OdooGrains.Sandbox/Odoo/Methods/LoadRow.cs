using System.Text.Json;
using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>One record of a load() table: its own cells and those of its to-many records, taken from one or more rows.</summary>
/// <param name="From">First row, from 0.</param>
/// <param name="To">Last row.</param>
/// <param name="Cells">Column path without the to-many parts, to value.</param>
/// <param name="Children">To-many field to the records below it.</param>
internal sealed record LoadRow(int From, int To, IReadOnlyDictionary<string, string> Cells, IReadOnlyDictionary<string, IReadOnlyList<LoadRow>> Children)
{
    /// <summary>
    /// Splits a table into records: a row whose own cells are all empty, but whose to-many cells are not, belongs to the record above.
    /// </summary>
    public static List<LoadRow> Extract(OdooDatabase database, ModelSchema schema, IReadOnlyList<string[]> columns, IReadOnlyList<string[]> rows)
    {
        var toMany = columns.Select(column => Field(schema, column[0]) is { Kind: FieldKind.One2Many }).ToArray();
        List<LoadRow> records = [];
        for (var at = 0; at < rows.Count;)
        {
            var end = at + 1;
            while (end < rows.Count && OnlyToMany(rows[end], toMany)) { end++; }
            records.Add(Record(database, schema, columns, toMany, rows, at, end));
            at = end;
        }

        return records;
    }

    private static LoadRow Record(
        OdooDatabase database, ModelSchema schema, IReadOnlyList<string[]> columns, bool[] toMany, IReadOnlyList<string[]> rows, int from, int end)
    {
        Dictionary<string, string> cells = [];
        Dictionary<string, List<int>> groups = [];
        for (var column = 0; column < columns.Count; column++)
        {
            if (toMany[column] && columns[column].Length > 1)
            {
                (groups.TryGetValue(columns[column][0], out var group) ? group : groups[columns[column][0]] = []).Add(column);
            }
            else { cells[string.Join('/', columns[column])] = rows[from][column]; }
        }

        var children = groups.ToDictionary(
            group => group.Key,
            group =>
            {
                List<string[]> inner = [.. group.Value.Select(column => columns[column][1..])];
                List<string[]> below =
                [
                    .. rows.Take(end).Skip(from).Select(row => group.Value.Select(column => row[column]).ToArray())
                        .Where(row => row.Any(cell => cell.Length > 0))
                ];
                return (IReadOnlyList<LoadRow>)Extract(database, database.Schema(schema.Fields[group.Key].Relation!), inner, below);
            });
        return new LoadRow(from, end - 1, cells, children);
    }

    public static string Cell(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.String => cell.GetString()!,
        JsonValueKind.Null or JsonValueKind.False => "",
        JsonValueKind.True => "True",
        _ => cell.GetRawText(),
    };

    private static FieldSchema? Field(ModelSchema schema, string name) => name is "id" or ".id"
        ? null
        : schema.Fields.GetValueOrDefault(name) ?? throw OdooException.Builtin("KeyError", name);

    private static bool OnlyToMany(string[] row, bool[] toMany)
    {
        var (own, below) = (false, false);
        for (var column = 0; column < row.Length; column++)
        {
            if (row[column].Length == 0) { continue; }
            if (toMany[column]) { below = true; }
            else { own = true; }
        }

        return below && !own;
    }
}
