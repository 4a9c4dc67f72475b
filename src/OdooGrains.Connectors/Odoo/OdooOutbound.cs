using OdooGrains.Connectors.Odoo.Deliveries;
using OdooGrains.Connectors.Odoo.Invoices;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Runs effects as operations.</summary>
internal sealed class OdooOutbound(OdooSessions sessions) : IOutboundConnector
{
    // Those that have no batch form.
    private static readonly Dictionary<string, SingleOperation> Singles = new()
    {
        [OdooManifest.Deliver] = new(DeliverOperation.ExecuteAsync, DeliverOperation.LookUpAsync),
        [OdooManifest.Invoice] = new(InvoiceOperation.ExecuteAsync, InvoiceOperation.LookUpAsync),
        [OdooManifest.Payment] = new(PaymentOperation.ExecuteAsync, PaymentOperation.LookUpAsync),
        [OdooManifest.Credit] = new(CreditOperation.ExecuteAsync, CreditOperation.LookUpAsync),
        [OdooManifest.Return] = new(ReturnOperation.ExecuteAsync, ReturnOperation.LookUpAsync),
    };

    public async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
    {
        var operation = effects.Count > 0 ? effects[0].Operation : "";
        if (effects.Any(effect => effect.Operation != operation) || OdooManifest.Operations.FirstOrDefault(known => known.Name == operation) is not { } manifest || effects.Count > BatchMax(connection, manifest))
        {
            return All(effects, new EffectOutcome.Failed(new(FailureClass.Schema, "unknown_operation", $"The Odoo connector has no operation '{operation}' for {effects.Count} effects at once.")));
        }

        return await RunAsync(connection, effects, isLookUp: false, async calls => operation switch
        {
            OdooManifest.Book => await BookOperation.ExecuteAsync(calls, connection, effects),
            OdooManifest.Customer => await CustomerOperation.ExecuteAsync(calls, connection, effects),
            OdooManifest.Confirm => await StateOperation.Confirm.ExecuteAsync(calls, connection, effects),
            OdooManifest.Cancel => await StateOperation.Cancel.ExecuteAsync(calls, connection, effects),
            _ => [await Singles[operation].Execute(calls, connection, effects[0])],
        }, cancellation);
    }

    public async Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
    {
        var outcomes = await RunAsync(connection, [effect], isLookUp: true, async calls => effect.Operation switch
        {
            OdooManifest.Book => [await BookOperation.LookUpAsync(calls, connection, effect)],
            OdooManifest.Customer => [await CustomerOperation.LookUpAsync(calls, connection, effect)],
            OdooManifest.Confirm => [await StateOperation.Confirm.LookUpAsync(calls, connection, effect)],
            OdooManifest.Cancel => [await StateOperation.Cancel.LookUpAsync(calls, connection, effect)],
            _ when Singles.TryGetValue(effect.Operation, out var single) => [await single.LookUp(calls, connection, effect)],
            _ => [new EffectOutcome.Failed(new(FailureClass.Schema, "unknown_operation", $"The Odoo connector has no operation '{effect.Operation}'."))],
        }, cancellation);
        return outcomes[0];
    }

    /// <summary>Without external ids nothing in Odoo forbids a second record; confirming and cancelling are safe by the order's state.</summary>
    public Grade GradeOf(ConnectionConfig connection, OperationManifest operation)
        => connection.Text("createBy") == OdooSettings.PlainCreate && operation.Name is (OdooManifest.Customer or OdooManifest.Book)
            ? Grade.DetectedAndRepaired
            : operation.Grade;

    public int SessionCost(ConnectionConfig connection)
        => sessions.Find(connection)?.Memory.ReadCost ?? OdooManifest.ProbeCost + OdooManifest.DefaultsCost + OdooManifest.TaxesCost;

    /// <summary>By phone or VAT customers of different keys may be one: of two that are looked for at the same time both would be made.</summary>
    public bool IsOneAtATime(ConnectionConfig connection, OperationManifest operation) => operation.Name == OdooManifest.Customer && CustomerMatch.Of(connection).CrossesKeys;

    /// <summary>Plain creates are one call an order.</summary>
    public int BatchMax(ConnectionConfig connection, OperationManifest operation)
        => IsOneAtATime(connection, operation) || (connection.Text("createBy") == OdooSettings.PlainCreate && operation.Name is (OdooManifest.Customer or OdooManifest.Book)) ? 1 : operation.BatchMax;

    private async Task<IReadOnlyList<EffectOutcome>> RunAsync(
        ConnectionConfig connection, IReadOnlyList<Effect> effects, bool isLookUp, Func<OdooCalls, Task<IReadOnlyList<EffectOutcome>>> run, CancellationToken cancellation)
    {
        var opened = await sessions.OpenAsync(connection, cancellation);
        if (opened is not OpenedSession.Open { Session: var session })
        {
            return All(effects, Cancelled(new EffectOutcome.Failed(((OpenedSession.Closed)opened).Failure), isLookUp, cancellation));
        }

        var calls = new OdooCalls(session, cancellation);
        IReadOnlyList<EffectOutcome> outcomes = [];
        if (await calls.EndAsync(async () => outcomes = await run(calls)) is { } end)
        {
            outcomes = All(effects, OdooBatch.Shared(end, effects.Count));
        }

        if (outcomes.Any(outcome => outcome is EffectOutcome.Failed { Failure.Code: OdooStopException.SettingMissing }))
        {
            // Somebody will add in Odoo what was not found; the retry reads it anew.
            session.Memory.Forget();
        }

        if (outcomes.Any(outcome => outcome is EffectOutcome.Failed { Failure.Class: FailureClass.Auth or FailureClass.Schema }))
        {
            // The key or the version may have changed; the next attempt probes anew.
            sessions.Forget(connection.Key);
        }

        return [.. outcomes.Select(outcome => Cancelled(outcome, isLookUp, cancellation))];
    }

    // Who cancels does not wait to learn how far the call came.
    private static EffectOutcome Cancelled(EffectOutcome outcome, bool isLookUp, CancellationToken cancellation)
        => !isLookUp && cancellation.IsCancellationRequested && outcome is EffectOutcome.Failed { Failure.Class: FailureClass.Transient } ? new EffectOutcome.InDoubt("The call was cancelled.") : outcome;

    private static IReadOnlyList<EffectOutcome> All(IReadOnlyList<Effect> effects, EffectOutcome outcome) => [.. effects.Select(_ => outcome)];

    private sealed record SingleOperation(Func<OdooCalls, ConnectionConfig, Effect, Task<EffectOutcome>> Execute, Func<OdooCalls, ConnectionConfig, Effect, Task<EffectOutcome>> LookUp);
}
