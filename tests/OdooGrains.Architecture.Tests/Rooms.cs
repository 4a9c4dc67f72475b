using System.Reflection;
using System.Xml.Linq;

namespace OdooGrains.Architecture.Tests;

/// <summary>The rooms of the house and what each may import: the table of docs/ARCHITECTURE.md. Opening a door means changing one line here and saying why.</summary>
internal static class Rooms
{
    public const string LocalSilo = "LocalSilo";

    /// <summary>Room → rooms that it may reference. Contracts, Grains, Api and Host reference "the silo API": LocalSilo, or Orleans in that flavour.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> MayImport = new Dictionary<string, string[]>
    {
        ["Domain"] = [],
        ["LocalSilo"] = [],
        ["Sandbox"] = [],
        ["Contracts"] = ["Domain", LocalSilo],
        ["Connectors"] = ["Domain"],
        // LocalSilo only for IReminderTable and IGrainStorage, which Storage implements.
        ["Storage"] = ["Domain", LocalSilo],
        ["Grains"] = ["Domain", "Contracts", "Connectors", "Storage", LocalSilo],
        // Connectors: the hook endpoint verifies by the connector's own code, and it judges settings; a second judge would differ some day.
        ["Api"] = ["Domain", "Contracts", "Storage", "Connectors", LocalSilo],
        ["Host"] = ["Domain", "Contracts", "Connectors", "Storage", "Grains", LocalSilo, "Api", "Sandbox"],
    };

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> SourceFiles(string room)
        => Directory.EnumerateFiles(Path.Combine(Root, "src", $"OdooGrains.{room}"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    /// <summary>Rooms that the project of a room references directly.</summary>
    public static IEnumerable<string> ProjectReferences(string room)
        => XDocument.Load(Path.Combine(Root, "src", $"OdooGrains.{room}", $"OdooGrains.{room}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))["OdooGrains.".Length..]);

    /// <summary>Rooms that the compiled assembly of a room really uses.</summary>
    public static IEnumerable<string> UsedBy(string room)
        => Assembly.Load($"OdooGrains.{room}").GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("OdooGrains.", StringComparison.Ordinal))
            .Select(name => name.Name!["OdooGrains.".Length..]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OdooGrains.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"OdooGrains.sln was not found above {AppContext.BaseDirectory}.");
    }
}
