using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using OdooGrains.Benchmarks.Peers.Job;

namespace OdooGrains.Benchmarks.Peers;

/// <summary>Our side of the comparison with other job systems, which <c>tests/Benchmarks/peers/run.sh</c> runs.</summary>
internal sealed class PeersBenchmark(string[] args) : IBenchmark
{
    public string Name => "peers-own";

    public string What => "our side of tests/Benchmarks/peers; --job FILE --size full|small --server PID";

    public async Task<JsonObject> RunAsync(TextWriter report)
    {
        var size = JobSize.Read(Option("--job"), Option("--size"));
        var server = int.Parse(Option("--server"), CultureInfo.InvariantCulture);
        JsonObject figures = new()
        {
            ["name"] = "odoograins",
            ["versions"] = $"OdooGrains {typeof(PeersBenchmark).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}",
            ["settings"] = $"signed webhooks over HTTP; OutboundCallsMax {size.Handlers}, then {size.NoisySlots}",
        };
        await using (var platform = await OwnPlatform.StartAsync("job", size.Tenants, size.Handlers))
        {
            foreach (var (key, figure) in (await Job(platform).RunAsync()).ToList())
            {
                figures[key] = figure?.DeepClone();
            }
        }

        await using (var platform = await OwnPlatform.StartAsync("noisy", size.Tenants, size.NoisySlots))
        {
            figures["noisy"] = await Job(platform).NoisyAsync();
        }

        return figures;

        ContenderJob<OwnOrder> Job(OwnPlatform platform) => new(platform, size, server, TimeProvider.System);
    }

    private string Option(string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : throw new ArgumentException($"{name} is missing: tests/Benchmarks/peers/run.sh names it.");
    }
}
