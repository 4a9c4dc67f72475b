using System.Reflection;

namespace OdooGrains.Connectors.Tests.Kit;

/// <summary>Files that tests replay, embedded into the test assembly.</summary>
internal static class Resources
{
    public static IEnumerable<string> Names(string contains)
        => Assembly.GetExecutingAssembly().GetManifestResourceNames().Select(name => name.Replace('\\', '/')).Where(name => name.Contains(contains, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static byte[] Bytes(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var full = assembly.GetManifestResourceNames().Single(candidate => candidate.Replace('\\', '/').EndsWith(name, StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(full)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
