using System.Diagnostics;

namespace OdooGrains.Simulation;

public sealed class DeterminismTests
{
    private const int Seeds = 20;

    [Fact]
    public async Task The_same_seeds_give_the_same_traces_in_two_other_processes()
    {
        // Each process hashes strings with its own secret, so an order taken from a dictionary would show.
        var traces = await Task.WhenAll(TracesAsync(), TracesAsync());

        Assert.Equal(Seeds, traces[0].Split('\n').Length);
        Assert.Equal(traces[0], traces[1]);
    }

    [Fact]
    public void Different_seeds_give_different_traces()
        => Assert.Equal(5, Enumerable.Range(1, 5).Select(seed => SeedRun.Of(seed, Composition.Real).TraceHash).Distinct().Count());

    private static async Task<string> TracesAsync()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(World).Assembly.Location, "hash", "1", $"{Seeds}" },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.TrimEnd();
    }
}
