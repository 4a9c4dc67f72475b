namespace OdooGrains.Domain.Failures;

/// <summary>The way of a replay as pure steps: planning → (planned →) applying, wave by wave → done, or stopped.</summary>
public static class ReplaySteps
{
    /// <summary>A page of the plan was made.</summary>
    /// <param name="replay">As it stood before the page.</param>
    /// <param name="page">The next documents of the plan.</param>
    /// <param name="isLast">There are no more that fit.</param>
    /// <param name="now">The instant of the step.</param>
    public static Replay Planned(Replay replay, IReadOnlyList<ReplayItem> page, bool isLast, DateTimeOffset now)
    {
        var planned = replay with { Planned = replay.Planned + page.Count, PlanHash = ReplayHash.Next(replay.PlanHash, page), IsPlanned = isLast, UpdatedAt = now };
        return (isLast, replay.AppliesAtOnce) switch
        {
            (false, _) => planned,
            (true, false) => planned with { Status = ReplayStatus.Planned },
            (true, true) => BeginToApply(planned, now),
        };
    }

    /// <summary>From the first document that waits, and with the smallest wave: what stopped a replay may still be there.</summary>
    public static Replay BeginToApply(Replay replay, DateTimeOffset now) => replay with
    {
        Status = ReplayStatus.Applying,
        StopReason = null,
        Wave = 0,
        AppliedTo = 0,
        WaveAt = now,
        NextWaveAt = now,
        UpdatedAt = now,
    };

    /// <summary>The next wave begins with these documents.</summary>
    public static Replay NextWave(Replay replay, IReadOnlyList<ReplayItem> wave, DateTimeOffset now) => replay with
    {
        Wave = replay.Wave + 1,
        AppliedTo = wave[^1].Number,
        WaveAt = now,
        NextWaveAt = now + ReplayLimits.WaveTime(wave.Count, replay.PerSecond),
        UpdatedAt = now,
    };

    /// <summary>No further wave begins. What is applied is watched to its end first.</summary>
    public static Replay Stop(Replay replay, string reason, DateTimeOffset now) => replay with
    {
        Status = replay.Status is ReplayStatus.Applying ? ReplayStatus.Applying : ReplayStatus.Stopped,
        StopReason = replay.StopReason ?? reason,
        UpdatedAt = now,
    };

    /// <summary>The last wave has come to rest, and no other begins.</summary>
    public static Replay End(Replay replay, DateTimeOffset now)
        => replay with { Status = replay.StopReason is null ? ReplayStatus.Done : ReplayStatus.Stopped, UpdatedAt = now };
}
