namespace OdooGrains.Domain.Failures;

/// <summary>How large and how fast a replay may be.</summary>
public static class ReplayLimits
{
    /// <summary>Documents of one replay at most; also what it takes where nobody says. 10,000.</summary>
    public const int DocumentsMax = 10_000;

    /// <summary>Documents that one replay names one by one, at most. 1,000.</summary>
    public const int NamedMax = 1_000;

    /// <summary>Documents that are planned, and committed, together. 200.</summary>
    public const int PlanPage = 200;

    /// <summary>Documents a second, over a wave: by default 10.</summary>
    public const double PerSecondDefault = 10;

    public const double PerSecondMin = 0.1, PerSecondMax = 50;

    /// <summary>A wave whose documents have not come to rest after so long stops the replay. 15 min.</summary>
    public static readonly TimeSpan SettleWithin = TimeSpan.FromMinutes(15);

    /// <summary>How often a replay that goes on looks at its documents. 500 ms.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private static readonly int[] Waves = [1, 2, 5, 20];

    /// <summary>How many documents a wave has, from wave 1: 1, 2, 5, then 20 each. A cause that is still there shows with the first.</summary>
    public static int WaveSize(int wave) => Waves[Math.Clamp(wave, 1, Waves.Length) - 1];

    /// <summary>How long a wave takes at least.</summary>
    public static TimeSpan WaveTime(int documents, double perSecond) => TimeSpan.FromSeconds(documents / perSecond);
}
