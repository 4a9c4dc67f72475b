using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Egress;

/// <summary>
/// Asks the fence of the call before each of its requests leaves, counts it, and shows the call its answer. A call may be several requests over a
/// minute; when its connection gets another owner meanwhile, what is left of it would come on top of what the new owner spends.
/// </summary>
public sealed class FencedEgress(IEgress inner) : IEgress
{
    private static readonly AsyncLocal<EgressCall?> Current = new();

    /// <summary>Lets the requests of a call leave only while the fence says so. It flows with the call, as its trace does, and ends with the caller's method.</summary>
    public static EgressCall Raise(Func<ValueTask<bool>> fence) => Current.Value = new(fence);

    public async Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        var call = Current.Value;
        if (call is not null && !await call.LeaveAsync())
        {
            return new EgressOutcome.NotSent(EffectFailures.NotSent, "The call is over, or the connection has another owner by now, or nobody can say; the rest of this call is left to its owner.");
        }

        var outcome = await inner.SendAsync(request, cancellation);
        call?.Saw(request, outcome);
        return outcome;
    }
}
