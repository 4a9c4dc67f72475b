using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;

namespace OdooGrains.Connectors;

/// <summary>
/// One kind of outside system. A connector translates and classifies; it never decides, repeats a write, stores or waits between tries:
/// the effect ledger does. One folder, one registration line.
/// </summary>
public interface IConnector
{
    ConnectorManifest Manifest { get; }

    /// <summary>How events come in; null where the system sends none.</summary>
    IInboundConnector? Inbound { get; }

    /// <summary>How effects go out; null where nothing is written to the system.</summary>
    IOutboundConnector? Outbound { get; }

    /// <summary>How changes are read where no event tells of them; null where there is no way.</summary>
    IFeedConnector? Feeds => null;

    /// <summary>How stock is read where the system is its source; null where it keeps none of its own.</summary>
    IStockSource? StockSource => null;

    /// <summary>How stock levels are told; null where the system keeps none of its own.</summary>
    IStockTarget? Stock => null;

    /// <summary>Everything wrong with the settings, each with value and remedy; empty when they are good. No call is made.</summary>
    IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection);

    /// <summary>Calls the system, reads what it is and which defaults fit, and says what is missing.</summary>
    Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation);
}

/// <summary>Effects of one connection, executed against its system.</summary>
public interface IOutboundConnector
{
    /// <summary>
    /// Executes effects of one operation (one, or up to <see cref="BatchMax"/> that are all <see cref="Effect.IsFresh"/>, no two of the same record), each marked sent before.
    /// Returns one outcome an effect, in their order. Never throws for what the system or the network does: that is an outcome.
    /// Any timeout, reset, 5xx or unreadable 2xx is <see cref="EffectOutcome.InDoubt"/>. On cancellation too. A refusal of several effects
    /// together is <see cref="EffectFailures.RefusedTogether"/> for each that is not known to be guilty.
    /// </summary>
    Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation);

    /// <summary>
    /// Looks an effect in doubt up by its external key: <see cref="EffectOutcome.Done"/>, <see cref="EffectOutcome.NotFound"/>, or
    /// <see cref="EffectOutcome.Failed"/> when the look-up itself failed. Writes nothing.
    /// </summary>
    Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation);

    /// <summary>What the vendor states that this connection may use, by its plan; empty where it states nothing.</summary>
    IReadOnlyList<CallLimit> Limits(ConnectionConfig connection) => [];

    /// <summary>
    /// Requests that may come on top of the next operation's cost, since what every operation needs of the connection is not known yet or was
    /// forgotten: after a start, a changed configuration, refused credentials. Answers at once, from memory. Default 0.
    /// </summary>
    int SessionCost(ConnectionConfig connection) => 0;

    /// <summary>The grade of an operation on this connection; settings may lower it.</summary>
    Grade GradeOf(ConnectionConfig connection, OperationManifest operation) => operation.Grade;

    /// <summary>Whether two effects of an operation may be about one record of this connection although their keys differ, so that they must not meet; settings may say so.</summary>
    bool IsOneAtATime(ConnectionConfig connection, OperationManifest operation) => false;

    /// <summary>Whether this connection has the operation; one that may call nothing has none. Default: all of the manifest.</summary>
    bool Offers(ConnectionConfig connection, OperationManifest operation) => true;

    /// <summary>How many effects of an operation one call can carry on this connection; settings may lower it.</summary>
    int BatchMax(ConnectionConfig connection, OperationManifest operation) => operation.BatchMax;
}
