using OdooGrains.Connectors;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Outbound;

/// <summary>What the owner of a connection hands to the sender: effects of one operation to mark and call, or one in doubt to look up.</summary>
/// <param name="Config">Null where the connection is gone.</param>
public sealed record OutboundCall(ConnectionKey Connection, IReadOnlyList<Effect> Effects, ConnectionConfig? Config, long Epoch)
{
    public bool IsLookUp => Effects[0].Status is EffectStatus.InDoubt;

    public string Operation => Effects[0].Operation;
}

/// <summary>What the owner of the connection learns of a call that was answered; the orders are being told.</summary>
public sealed record FinishedCall
{
    /// <summary>Mark or outcome could not be stored: what is in the store decides, and the sweep finds it.</summary>
    public static FinishedCall Lost { get; } = new() { Ended = new(CallEnd.NotCalled, TimeSpan.Zero) };

    /// <summary>No mark was taken: no call left.</summary>
    public static FinishedCall NotBegun { get; } = new() { Ended = new(CallEnd.NotCalled, TimeSpan.Zero) { Requests = 0 } };

    public required EndedCall Ended { get; init; }

    /// <summary>A sent mark was refused, since the effect or the epoch had changed, or a request was held back: its owner may be the owner no more.</summary>
    public bool WasRefused { get; init; }

    /// <summary>Effects of a hot key that another effect, perhaps another order's, is sent or in doubt for: no call left for them.</summary>
    public IReadOnlyList<Effect> Busy { get; init; } = [];

    /// <summary>The gravest failure of its effects; null where all were done.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Ends when the orders were told, or could not be: until then its effects are under way. Never fails.</summary>
    public Task Stored { get; init; } = Task.CompletedTask;

    public static FinishedCall Of(IReadOnlyList<EffectOutcome> outcomes, TimeSpan took, EgressUse use)
    {
        var gravest = outcomes.Select(FailureOf).OfType<Failure>().MinBy(Gravity);
        return new() { Failure = gravest, Ended = new(End(outcomes, gravest), took) { Requests = use.Requests, Readings = use.Readings } };
    }

    private static CallEnd End(IReadOnlyList<EffectOutcome> outcomes, Failure? gravest) => gravest switch
    {
        { Code: EffectFailures.NotSent } => CallEnd.NotCalled,
        { Class: FailureClass.Throttled } => CallEnd.Throttled,
        { Class: FailureClass.Transient, Code: not EffectFailures.RefusedTogether } => CallEnd.Overloaded,
        _ when outcomes.Any(outcome => FailureOf(outcome)?.Code == EffectFailures.RefusedTogether) => CallEnd.RefusedTogether,
        _ => CallEnd.Answered,
    };

    private static int Gravity(Failure failure) => failure switch
    {
        { Class: FailureClass.Auth } => 0,
        { Class: FailureClass.Throttled } => 1,
        { Class: FailureClass.Transient, Code: not EffectFailures.RefusedTogether } => 2,
        _ => 3,
    };

    private static Failure? FailureOf(EffectOutcome outcome) => outcome switch
    {
        EffectOutcome.Failed failed => failed.Failure,
        EffectOutcome.InDoubt doubt => new(FailureClass.Transient, EffectFailures.InDoubt, doubt.Reason),
        _ => null,
    };
}
