using OdooGrains.Api;
using OdooGrains.Grains;
using OdooGrains.Grains.Dispatch;
using OdooGrains.Storage;

namespace OdooGrains.Host.Composition;

/// <summary>Ready while the store can commit and the sweep goes round.</summary>
internal sealed class Readiness(IStore store, Sweeper sweeper, GrainLimits limits, TimeProvider time) : IReadiness
{
    /// <summary>So many periods without a round, and the sweep counts as stuck.</summary>
    private const int RoundsMissedMax = 15;

    public async ValueTask<string?> ProblemAsync(CancellationToken cancellation)
    {
        if (await store.ProblemAsync(cancellation) is { } problem)
        {
            return problem;
        }

        return sweeper.LastRoundAt is { } last && time.GetUtcNow() - last > limits.SweepPeriod * RoundsMissedMax
            ? $"The last round of the sweep ended at {last:u}; see the log for why."
            : null;
    }
}
