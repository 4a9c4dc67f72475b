using System.Collections.Immutable;

namespace OdooGrains.Domain.Outbound;

/// <summary>
/// How long calls of each operation take the outside system: a fixed part and a part an effect, by least squares over the last calls, the newer
/// the more they count.
/// </summary>
public sealed record Speeds
{
    private ImmutableDictionary<string, Sums> Seen { get; init; } = [];

    /// <summary>How long a call that carries so many effects takes; null until a call of the operation was answered.</summary>
    public TimeSpan? Call(string operation, double count) => Seen.TryGetValue(operation, out var sums) ? TimeSpan.FromSeconds(sums.Seconds(count)) : null;

    /// <summary>Effects of a call that takes as long as it should; null until a call was answered.</summary>
    public double? Fitting(string operation, TimeSpan aim, int max)
        => Seen.TryGetValue(operation, out var sums) ? Math.Clamp(sums.Fitting(aim.TotalSeconds), 1, Math.Max(1, max)) : null;

    public Speeds Saw(string operation, int count, TimeSpan took)
        => new() { Seen = Seen.SetItem(operation, Seen.GetValueOrDefault(operation).With(count, took.TotalSeconds)) };

    /// <summary>Weighted sums of calls, effects, seconds and their products.</summary>
    private readonly record struct Sums(double Calls, double Effects, double Seconds1, double Squares, double Products)
    {
        // A half-life of about fourteen calls: over noise, and soon right when the outside system has become slower.
        private const double Older = 0.95;

        public Sums With(int count, double seconds)
            => new((Calls * Older) + 1, (Effects * Older) + count, (Seconds1 * Older) + seconds, (Squares * Older) + ((double)count * count), (Products * Older) + (count * seconds));

        public double Seconds(double count)
        {
            var (@fixed, each) = Line();
            return @fixed + (each * count);
        }

        public double Fitting(double aim)
        {
            var (@fixed, each) = Line();
            return each <= 0 ? double.MaxValue : (aim - @fixed) / each;
        }

        // Where all calls were of one size, nothing tells the parts apart: all of it counts as each effect's, which promises the least.
        private (double Fixed, double Each) Line()
        {
            var spread = (Calls * Squares) - (Effects * Effects);
            var each = spread > 1e-9 * Calls * Squares ? ((Calls * Products) - (Effects * Seconds1)) / spread : Seconds1 / Effects;
            each = Math.Clamp(each, 0, Seconds1 / Effects);
            return ((Seconds1 - (each * Effects)) / Calls, each);
        }
    }
}
