using Microsoft.Extensions.Logging;
using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Grains.Platform;

/// <summary>Moves this process along the brownout ladder, round by round. Each process decides for itself, from the same store.</summary>
public sealed partial class BrownoutWatch(BrownoutLimits limits, CommitTimes commits, PlatformFigures figures, ILogger<BrownoutWatch> logger) : ISweepFollower
{
    private BrownoutLadder _ladder;

    public Task FollowAsync(SweepRound round, CancellationToken cancellation)
    {
        var oldest = round.Backlog.Select(tenant => tenant.OldestReceivedAt).OfType<DateTimeOffset>().Select(since => round.At - since);
        var tenants = Math.Max(round.Backlog.Count, figures.Tenants.Count(tenant => tenant.Status is TenantStatus.Active));
        var load = BrownoutLoad.Of(oldest, tenants, commits.Median, limits);
        var before = _ladder.Step;
        _ladder = _ladder.Next(load, limits, round.At);
        if (_ladder.Step != before)
        {
            figures.Brownout = _ladder.Step;
            LogChanged(before, _ladder.Step, load.BacklogAge, load.CommitTime);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Brownout goes from step {Before} to {Step}: events wait for {BacklogAge}, a commit takes {CommitTime}")]
    private partial void LogChanged(BrownoutStep before, BrownoutStep step, TimeSpan backlogAge, TimeSpan commitTime);
}
