using System.Text.Json;

namespace OdooGrains.Benchmarks.Peers.Job;

/// <summary>How much each contender is given to do: one of the sizes of <c>tests/Benchmarks/peers/job.json</c>, which says it for those in C# and in JavaScript.</summary>
/// <param name="InFlight">Accepts that wait for their durable answer at once.</param>
/// <param name="Handlers">Orders that are worked at once.</param>
/// <param name="BaseSeconds">How long the quiet tenants are measured alone.</param>
/// <param name="WindowMinSeconds">How long they go on sending after the noise began, at least.</param>
/// <param name="PhaseMaxSeconds">A phase that takes longer has failed.</param>
internal sealed record JobSize(
    int Tenants,
    int Orders,
    int InFlight,
    int Handlers,
    int WarmUpOrders,
    double HalfRateSeconds,
    int SagaOrders,
    int SagaSteps,
    int Burst,
    double BurstQuietPerSecond,
    int Noisy,
    double NoisyCallMs,
    int NoisySlots,
    double NoisyQuietPerSecond,
    double BaseSeconds,
    double WindowMinSeconds,
    double PhaseMaxSeconds)
{
    public TimeSpan PhaseMax => TimeSpan.FromSeconds(PhaseMaxSeconds);

    public static JobSize Read(string file, string name)
    {
        using var sizes = JsonDocument.Parse(File.ReadAllBytes(file));
        return sizes.RootElement.TryGetProperty(name, out var size)
            ? size.Deserialize<JobSize>(JsonSerializerOptions.Web)!
            : throw new ArgumentException($"{file} has no size '{name}'; it has {string.Join(", ", sizes.RootElement.EnumerateObject().Select(one => one.Name))}.", nameof(name));
    }
}
