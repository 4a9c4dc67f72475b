using System.Collections.Immutable;

namespace OdooGrains.Domain.Outbound;

/// <summary>
/// How many calls at once the outside system takes well: additive increase while calls are as fast as alone, multiplicative decrease on timeouts,
/// refusals and rising latency. Odoo answers overload with latency, then with resets (measured on one worker: 4 clients queue, 32 see a third
/// of their connections reset), so a fixed figure would be wrong for everybody.
/// </summary>
public sealed record ConcurrencyLimit
{
    /// <summary>
    /// A call counts as slowed when it takes so many times what it would take alone: three calls at once to two workers already do. Where latency varies by
    /// itself it costs little, since a cut is small beside the rise: with one call in four slow by chance the limit still reaches five.
    /// </summary>
    public const double SlowedTimes = 1.3;

    /// <summary>Latency that is noise, whatever the call.</summary>
    public static readonly TimeSpan Noise = TimeSpan.FromMilliseconds(25);

    private const double OnOverload = 0.5, OnSlowed = 0.9;

    /// <summary>
    /// How often the least latency is learned anew, from one call at a time: an outside system that has become slower for good is believed, and one that
    /// we ourselves slow is not. 5 min.
    /// </summary>
    public static readonly TimeSpan LearnAnewEvery = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A call that carries so many times what earlier ones of its operation did is judged by none of them: the next ones go at the concurrency that
    /// policy starts with, which is taken for harmless, and others are judged by them.
    /// </summary>
    public const int FarLarger = 8;

    /// <summary>A new owner starts with one call.</summary>
    public double Limit { get; private init; } = 1;

    // The fastest call of each operation, by what it carried.
    private ImmutableDictionary<string, (int Count, TimeSpan Took)> Fastest { get; init; } = [];

    // What a call of each operation carried when it was learned anew for its size; one where it never was.
    private ImmutableDictionary<string, int> Judged { get; init; } = [];

    private TimeSpan CutAt { get; init; } = TimeSpan.MinValue;

    private TimeSpan LearnedSince { get; init; }

    private bool HasSucceeded { get; init; }

    /// <summary>Calls at once now.</summary>
    public int Now(int max) => (int)Math.Clamp(Limit, 1, Math.Max(1, max));

    /// <summary>
    /// How long a call takes by itself: waiting in the outside system that our other calls cause, as far as the limit bears with it, is none of its own.
    /// </summary>
    /// <param name="overhead">How many effects the fixed part of a call is worth.</param>
    public TimeSpan Own(string operation, int count, double overhead, TimeSpan took)
        => Alone(operation, count, overhead) is { } alone && alone < took ? alone > took / SlowedTimes ? alone : took / SlowedTimes : took;

    /// <param name="overhead">How many effects the fixed part of a call is worth.</param>
    /// <param name="inFlight">Calls that were under way beside it, itself too: what was not used up is no reason to rise.</param>
    public ConcurrencyLimit Succeeded(string operation, int count, double overhead, TimeSpan took, int inFlight, int start, int max, TimeSpan now)
    {
        if (now - LearnedSince > LearnAnewEvery)
        {
            return this with { Fastest = [], LearnedSince = now, CutAt = now, Limit = HasSucceeded ? 1 : start, HasSucceeded = true };
        }

        if (Fastest.ContainsKey(operation) && count >= FarLarger * Judged.GetValueOrDefault(operation, 1))
        {
            return this with { Fastest = Fastest.Remove(operation), Judged = Judged.SetItem(operation, count), CutAt = now, Limit = Math.Min(Limit, Math.Max(1, start)) };
        }

        var alone = Alone(operation, count, overhead);
        var learned = alone <= took ? this : this with { Fastest = Fastest.SetItem(operation, (count, took)) };
        if (!HasSucceeded)
        {
            return learned with { Limit = Math.Clamp(start, 1, Math.Max(1, max)), HasSucceeded = true };
        }

        if (now - took < CutAt)
        {
            // Begun before the cut, too early to tell.
            return learned;
        }

        if (took > (alone * SlowedTimes) + Noise)
        {
            return learned.Cut(OnSlowed, now, took);
        }

        return inFlight >= (int)Limit && Limit < max ? learned with { Limit = Math.Min(max, Limit + (1 / Limit)) } : learned;
    }

    /// <summary>A timeout, a reset, a refusal for the rate.</summary>
    public ConcurrencyLimit Overloaded(TimeSpan now, TimeSpan took) => Cut(OnOverload, now, took);

    // Calls of an operation take in proportion to what they carry; null until one was answered.
    private TimeSpan? Alone(string operation, int count, double overhead)
        => Fastest.TryGetValue(operation, out var fastest) ? fastest.Took * ((overhead + count) / (overhead + fastest.Count)) : null;

    // Calls that were under way together tell of one overload, not of several.
    private ConcurrencyLimit Cut(double to, TimeSpan now, TimeSpan took)
        => CutAt > now - took ? this : this with { Limit = Math.Max(1, Limit * to), CutAt = now };
}
