using System.Globalization;

namespace OdooGrains.Benchmarks.Peers.Job;

/// <summary>Processor time of a process and everything it has started, those that have ended too, as <c>/proc</c> counts it.</summary>
internal static class ProcessTree
{
    // Linux counts in ticks of 1/100 s (proc(5), sysconf(_SC_CLK_TCK)).
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public static TimeSpan CpuUsed(int root)
    {
        var processes = Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)!).Where(name => char.IsAsciiDigit(name[0]))
            .Select(name => int.Parse(name, CultureInfo.InvariantCulture)).Select(id => (Id: id, Stat: Read(id))).Where(process => process.Stat is not null)
            .ToDictionary(process => process.Id, process => process.Stat!);
        bool IsBelow(int id) => id == root || (processes.TryGetValue(id, out var process) && IsBelow(process.Parent));
        return Tick * processes.Where(process => IsBelow(process.Key)).Sum(process => process.Value.Ticks);
    }

    // The name, in brackets, may hold anything; the state and the parent's id follow it (proc(5)). A process that ends while it is read has none.
    private static Stat? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new(int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Stat(int Parent, long Ticks);
}
