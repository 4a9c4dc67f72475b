using OdooGrains.Sandbox.Odoo.Data;
using OdooGrains.Sandbox.Odoo.Methods;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>Runs a call in a transaction of its own: fault, authentication, access, method, commit or rollback.</summary>
internal sealed class CallExecutor(OdooDatabase database, OdooFaults faults, OdooJournal journal, TimeProvider time, Automations automations)
{
    private readonly Contention _contention = new();

    private OdooSettings Settings => database.Settings;

    public OdooAnswer Execute(RemoteCall call, long number)
    {
        var fault = faults.Draw(call.Model, call.Method, MethodTable.Writes(call.Method));
        if (fault is not null && FaultAnswers.Before(fault, call) is { } early) { return early; }
        OdooTransaction? transaction = null;
        try { return FaultAnswers.After(fault, Run(call, number, ref transaction)); }
        catch (Exception error) when (PythonError(error) is { } python)
        {
            if (transaction is not null) { automations.RollingBack(transaction); }
            transaction?.RollbackTo(0);
            return FaultAnswers.After(fault, call.Format.Failure(python));
        }
    }

    /// <summary>
    /// What a call's arguments break on the way is an error of the call, as in Python; null for anything else, which is a mistake of the
    /// simulation.
    /// </summary>
    public static OdooException? PythonError(Exception error) => error switch
    {
        OdooException python => python,
        InvalidOperationException or FormatException or IndexOutOfRangeException or KeyNotFoundException =>
            OdooException.Builtin("TypeError", $"SIMULATION: the call's arguments could not be read: {error.Message}"),
        _ => null,
    };

    private OdooAnswer Run(RemoteCall call, long number, ref OdooTransaction? transaction)
    {
        var user = call.Authenticate();
        var context = CallContext.From(call.Context);
        transaction = new OdooTransaction(database, UserIds.Of(Settings, user), context, time.GetUtcNow());
        if (context.Language is { } language && language != "en_US") { throw OdooException.UserError($"Invalid language code: {language}"); }
        if (!database.Knows(call.Model)) { throw call.Format.UnknownModel(call.Model); }
        if (call.Method.StartsWith('_')) { throw OdooException.Access($"Private methods (such as '{call.Model}.{call.Method}') cannot be called remotely."); }
        var spec = MethodTable.Find(Settings.Version, call.Model, call.Method) ?? throw call.Format.UnknownMethod(call.Model, call.Method);
        var schema = database.Schema(call.Model);
        var bound = call.Bind(schema, spec);
        if (spec.Access is { } verb) { AccessRights.Check(Settings, user, schema, verb); }
        var method = new MethodCall(transaction, user, schema, bound.Ids, bound.Named);
        var result = spec.Run(method);
        transaction.Flush();
        return Commit(call, number, spec, method, result);
    }

    private OdooAnswer Commit(RemoteCall call, long number, MethodSpec spec, MethodCall method, object? result)
    {
        var now = time.GetUtcNow();
        var busy = Settings.Capacity.ServiceTime(spec.Name, method.Records);
        if (Settings.Contention && method.Transaction.Writes.Count > 0)
        {
            var keys = method.Transaction.Writes.Select(write => (write.Model, write.RecordId)).ToList();
            var wait = _contention.Wait(keys, now);
            if (spec.Name == "load" && wait > TimeSpan.Zero)
            {
                // Odoo does not repeat a load() that lost, as it does every other call; the caller is told, inside a 200.
                method.Transaction.RollbackTo(0);
                return call.Format.Success(null, LoadMethod.Lost(method.Records)) with { ServiceTime = busy };
            }

            busy += wait;
            _contention.Hold(keys, now + busy, now);
        }

        automations.Committed(method.Transaction);
        journal.Append(now, number, spec.Name, method.Transaction.Writes, database.ExternalIds.Of);
        return call.Format.Success(spec, result) with { ServiceTime = busy };
    }
}
