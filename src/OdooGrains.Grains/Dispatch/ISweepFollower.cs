using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Dispatch;

/// <summary>Does its own part after each round of the sweep, so that the platform has one poller. What it cannot do now it does after the next round.</summary>
public interface ISweepFollower
{
    /// <summary>Bounded work only: the next round waits for it.</summary>
    Task FollowAsync(SweepRound round, CancellationToken cancellation);
}

/// <param name="At">When the round began.</param>
/// <param name="Backlog">Unfinished work a tenant.</param>
public sealed record SweepRound(DateTimeOffset At, IReadOnlyList<TenantBacklog> Backlog);
