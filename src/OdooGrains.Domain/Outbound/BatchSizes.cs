using System.Collections.Immutable;

namespace OdooGrains.Domain.Outbound;

/// <summary>
/// How many effects of an operation go in one call, sized by the time that the outside system takes for it: it starts with one, grows to twice
/// and shrinks to half at most from call to call, and halves when a call failed.
/// </summary>
public sealed record BatchSizes
{
    private ImmutableDictionary<string, double> Sizes { get; init; } = [];

    /// <summary>Effects of the next call, at most.</summary>
    public int Next(string operation, int max) => (int)Math.Clamp(Sizes.GetValueOrDefault(operation, 1), 1, Math.Max(1, max));

    /// <param name="count">Effects of the call that is over.</param>
    /// <param name="aim">How long a call should take.</param>
    public BatchSizes Succeeded(string operation, int count, TimeSpan took, TimeSpan aim, int max)
    {
        var size = Sizes.GetValueOrDefault(operation, 1);
        var fitting = count * (aim / TimeSpan.FromTicks(Math.Max(1, took.Ticks)));

        // A call that was not full says nothing of a fuller one, unless it was too slow already.
        return fitting > size && count < (int)size ? this : With(operation, Math.Clamp(fitting, size / 2, size * 2), max);
    }

    public BatchSizes Failed(string operation, int count) => With(operation, count / 2.0, int.MaxValue);

    private BatchSizes With(string operation, double size, int max) => this with { Sizes = Sizes.SetItem(operation, Math.Clamp(size, 1, Math.Max(1, max))) };
}
