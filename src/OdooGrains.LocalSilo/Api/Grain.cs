namespace OdooGrains.LocalSilo;

/// <summary>
/// Base of all grains. Its calls run one at a time, to the end, on the activation's own scheduler; awaits come back to it. Constructor
/// parameters come from the service provider of the process (there is no scope per grain) or are persistent state.
/// </summary>
public abstract class Grain : IAddressable
{
    protected Grain()
    {
        Activation = Activation.Creating
            ?? throw new InvalidOperationException($"{GetType().Name} is created by the silo: call IGrainFactory.GetGrain instead of new.");
    }

    public IGrainContext GrainContext => Activation;

    public string IdentityString => Activation.Id.ToString();

    internal Activation Activation { get; }

    protected IGrainFactory GrainFactory => Activation.Silo;

    protected internal IServiceProvider ServiceProvider => Activation.Silo.ServiceProvider;

    /// <summary>Runs before the first call. Where it throws, waiting calls get that exception and the next call tries again.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call; not at a kill.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation when its running calls are done; waiting calls go to the next one.</summary>
    protected void DeactivateOnIdle() =>
        Activation.RequestDeactivation(new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Keeps this activation from idling out for at least this long; a time not above zero takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
}
