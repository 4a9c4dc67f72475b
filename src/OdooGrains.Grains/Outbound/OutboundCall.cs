using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Outbound;

/// <summary>What the owner of a connection hands to the sender: an effect to mark and call, or one in doubt to look up.</summary>
/// <param name="Config">Null where the connection is gone.</param>
public sealed record OutboundCall(ConnectionKey Connection, Effect Effect, ConnectionConfig? Config, long Epoch)
{
    public bool IsLookUp => Effect.Status is EffectStatus.InDoubt;
}

/// <summary>What the owner of the connection learns of a call that is over; the order was told before.</summary>
public abstract record FinishedCall
{
    private FinishedCall()
    {
    }

    /// <summary>The outcome is stored with the order.</summary>
    /// <param name="Failure">Set where the call failed or is in doubt.</param>
    public sealed record Settled(Failure? Failure) : FinishedCall;

    /// <summary>The sent mark was refused, since the effect or the epoch had changed: no call left.</summary>
    public sealed record NotMarked : FinishedCall;

    /// <summary>Another effect of its hot key is sent or in doubt, perhaps another order's: no call left.</summary>
    public sealed record Busy : FinishedCall;

    /// <summary>Mark or outcome could not be stored: what is in the store decides, and the sweep finds it.</summary>
    public sealed record Lost : FinishedCall;
}
