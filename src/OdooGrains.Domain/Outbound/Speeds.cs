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

    /// <summary>How many effects the fixed part of a call is worth; 0 until calls of different sizes were seen.</summary>
    public double Overhead(string operation) => Seen.GetValueOrDefault(operation).Overhead;

    public Speeds Saw(string operation, int count, TimeSpan took)
        => new() { Seen = Seen.SetItem(operation, Seen.GetValueOrDefault(operation).With(count, took.TotalSeconds)) };

    /// <summary>Weighted sums of calls, effects, seconds and their products, and what the fixed part was worth in effects when sizes varied last.</summary>
    private readonly record struct Sums(double Calls, double Effects, double Seconds1, double Squares, double Products, double Overhead)
    {
        // A half-life of about fourteen calls: over noise, and soon right when the outside system has become slower.
        private const double Older = 0.95;

        // The variance of the sizes, by their mean squared, from which on they tell the parts of a call apart; below it noise would.
        private const double Telling = 0.05;

        // No call is all fixed part: a batch of any size would fit.
        private const double OverheadMax = 100;

        public Sums With(int count, double seconds)
        {
            Sums sums = new((Calls * Older) + 1, (Effects * Older) + count, (Seconds1 * Older) + seconds, (Squares * Older) + ((double)count * count), (Products * Older) + (count * seconds), Overhead);
            return sums with { Overhead = sums.Measured() ?? Overhead };
        }

        public double Seconds(double count) => Each * (Overhead + count);

        public double Fitting(double aim) => (aim / Each) - Overhead;

        // All calls of one size tell nothing: all of it counts as each effect's, which promises the least.
        private double Each => Math.Max(1e-9, Seconds1) / ((Calls * Overhead) + Effects);

        private double? Measured()
        {
            var spread = (Calls * Squares) - (Effects * Effects);
            if (spread <= Telling * Effects * Effects)
            {
                return null;
            }

            var each = Math.Clamp(((Calls * Products) - (Effects * Seconds1)) / spread, 0, Seconds1 / Effects);
            return Math.Min(OverheadMax, (Seconds1 - (each * Effects)) / Calls / Math.Max(1e-9, each));
        }
    }
}
