using System.Collections.Immutable;

namespace OdooGrains.Domain.Outbound;

/// <summary>
/// How many calls at once the outside system takes well: additive increase while calls are as fast as alone, multiplicative decrease on timeouts,
/// refusals and rising latency. Odoo answers overload with latency, then with resets (docs/isolation.md has the measurements), so a fixed figure
/// would be wrong for everybody.
/// </summary>
public sealed record ConcurrencyLimit
{
    /// <summary>A call counts as slowed when it takes so many times the least that calls of its shape took.</summary>
    public const double SlowedTimes = 1.6;

    /// <summary>Latency that is noise, whatever the shape.</summary>
    public static readonly TimeSpan Noise = TimeSpan.FromMilliseconds(25);

    private const double OnOverload = 0.5, OnSlowed = 0.9;

    /// <summary>
    /// How often the least latency is learned anew, from one call at a time: an outside system that has become slower for good is believed, and one that
    /// we ourselves slow is not. 5 min.
    /// </summary>
    public static readonly TimeSpan LearnAnewEvery = TimeSpan.FromMinutes(5);

    /// <summary>A new owner starts with one call.</summary>
    public double Limit { get; private init; } = 1;

    private ImmutableDictionary<string, double> Least { get; init; } = [];

    private TimeSpan CutAt { get; init; } = TimeSpan.MinValue;

    private TimeSpan LearnedSince { get; init; }

    private bool HasSucceeded { get; init; }

    /// <summary>Calls at once now.</summary>
    public int Now(int max) => (int)Math.Clamp(Limit, 1, Math.Max(1, max));

    /// <param name="shape">Calls that should take alike: the operation and the size of its batch.</param>
    /// <param name="inFlight">Calls that were under way beside it, itself too: what was not used up is no reason to rise.</param>
    public ConcurrencyLimit Succeeded(string shape, TimeSpan took, int inFlight, int start, int max, TimeSpan now)
    {
        if (now - LearnedSince > LearnAnewEvery)
        {
            // Calls of before the cut are still slow; they were begun too early to tell.
            return this with { Least = [], LearnedSince = now, CutAt = now, Limit = HasSucceeded ? 1 : start, HasSucceeded = true };
        }

        var seconds = took.TotalSeconds;
        var least = Least.TryGetValue(shape, out var known) ? Math.Min(known, seconds) : seconds;
        var learned = this with { Least = Least.SetItem(shape, least), HasSucceeded = true };
        if (!HasSucceeded)
        {
            return learned with { Limit = Math.Clamp(start, 1, Math.Max(1, max)) };
        }

        if (seconds > (least * SlowedTimes) + Noise.TotalSeconds)
        {
            return learned.Cut(OnSlowed, now, took);
        }

        return inFlight >= (int)Limit && Limit < max ? learned with { Limit = Math.Min(max, Limit + (1 / Limit)) } : learned;
    }

    /// <summary>A timeout, a reset, a refusal for the rate.</summary>
    public ConcurrencyLimit Overloaded(TimeSpan now, TimeSpan took) => Cut(OnOverload, now, took);

    // Calls that were under way together tell of one overload, not of several.
    private ConcurrencyLimit Cut(double to, TimeSpan now, TimeSpan took)
        => CutAt > now - took ? this : this with { Limit = Math.Max(1, Limit * to), CutAt = now };
}
