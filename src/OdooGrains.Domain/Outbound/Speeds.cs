using System.Collections.Immutable;

namespace OdooGrains.Domain.Outbound;

/// <summary>How long an effect of each operation takes the outside system, its share of a batch counted; the newer a call, the more it counts.</summary>
public sealed record Speeds
{
    // A half-life of about seven calls: soon right after batches have grown, and steady over noise.
    private const double NewestPart = 0.1;

    private ImmutableDictionary<string, double> Seconds { get; init; } = [];

    /// <summary>Null until a call of the operation was answered.</summary>
    public TimeSpan? PerEffect(string operation) => Seconds.TryGetValue(operation, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    public Speeds Saw(string operation, int count, TimeSpan took)
    {
        var each = took.TotalSeconds / count;
        return new() { Seconds = Seconds.SetItem(operation, Seconds.TryGetValue(operation, out var known) ? known + (NewestPart * (each - known)) : each) };
    }
}
