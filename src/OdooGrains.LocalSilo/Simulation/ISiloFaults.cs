namespace OdooGrains.LocalSilo;

/// <summary>Where a simulation may do harm. Its answers must come from the seed, so that a run repeats.</summary>
public interface ISiloFaults
{
    /// <summary>Asked once for each call before it is sent.</summary>
    /// <param name="target">The grain that is called.</param>
    /// <param name="method">"IOrderGrain.ApplyAsync", or "reminder NAME", or "stream NAMESPACE".</param>
    CallFault OnCall(GrainId target, string method);

    /// <summary>Asked after each turn of a grain; true ends the activation as soon as its running calls are done.</summary>
    bool DeactivateAfterTurn(GrainId grain);
}

/// <summary>What happens to one call.</summary>
public abstract record CallFault
{
    private CallFault()
    {
    }

    /// <summary>It arrives.</summary>
    public static CallFault None { get; } = new Arrives();

    /// <summary>It never runs; the caller sees a <see cref="SiloUnavailableException"/> at once.</summary>
    public sealed record Fail : CallFault;

    /// <summary>It runs to the end; the caller sees a <see cref="TimeoutException"/> in place of its outcome.</summary>
    public sealed record LoseAnswer : CallFault;

    /// <summary>It never runs; the caller sees a <see cref="TimeoutException"/> after the response timeout.</summary>
    public sealed record Drop : CallFault;

    /// <summary>It arrives later.</summary>
    public sealed record Delay(TimeSpan By) : CallFault;

    /// <summary>
    /// A second activation of the same key takes it and, unless <see cref="OlderActivation"/> says otherwise, the calls after it. The older one lives on.
    /// </summary>
    public sealed record SecondActivation : CallFault;

    /// <summary>The older of two activations takes it, where there are two.</summary>
    public sealed record OlderActivation : CallFault;

    private sealed record Arrives : CallFault;
}
