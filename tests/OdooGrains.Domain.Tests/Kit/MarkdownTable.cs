namespace OdooGrains.Domain.Tests.Kit;

/// <summary>Reads the tables of the pages in <c>docs/</c>, so that page and code cannot differ.</summary>
internal static class MarkdownTable
{
    /// <summary>All cells of the first table under a heading, as (row, column, text).</summary>
    public static IReadOnlyList<(string Row, string Column, string Text)> Read(string page, string heading)
    {
        var lines = File.ReadAllLines(Path.Combine(Root(), "docs", page))
            .SkipWhile(line => line.TrimStart('#', ' ') != heading)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(Cells)
            .ToList();
        if (lines.Count < 3)
        {
            throw new InvalidOperationException($"docs/{page} has no table under the heading '{heading}'.");
        }

        var columns = lines[0];
        return [.. lines.Skip(2).SelectMany(row => columns.Skip(1).Select((column, index) => (row[0], column, row[index + 1])))];
    }

    private static List<string> Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim().Trim('`'))];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OdooGrains.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No OdooGrains.sln above {AppContext.BaseDirectory}; run the tests inside the repository.");
    }
}
