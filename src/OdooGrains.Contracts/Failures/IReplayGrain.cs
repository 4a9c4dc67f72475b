using OdooGrains.Domain.Failures;

namespace OdooGrains.Contracts.Failures;

/// <summary>One replay; key <c>tenant/id</c>. Its reminder carries it on over restarts, as long as it plans or applies.</summary>
[Alias("og.replay")]
public interface IReplayGrain : IGrainWithStringKey
{
    /// <summary>Begins to plan; returns once the replay is stored and a reminder watches over it. Repeated, it tells of the one that is there.</summary>
    [Alias("Begin")]
    Task<Replay> Begin(Replay asked);

    /// <summary>Applies what is planned, or goes on where it stopped.</summary>
    [Alias("Apply")]
    Task<ReplayAnswer> Apply();

    /// <summary>Begins no further wave; what is applied is watched to its end.</summary>
    [Alias("Stop")]
    Task<ReplayAnswer> Stop(string reason);
}

/// <summary>What a person's command on a replay came to.</summary>
public enum ReplayAnswer
{
    Done,
    /// <summary>There is no such replay.</summary>
    NotFound,
    /// <summary>It stands where the command does nothing: planning is not finished, or all is done.</summary>
    NotNow,
    /// <summary>Its plan is not the one that was made: rows of it were changed.</summary>
    PlanChanged,
}
