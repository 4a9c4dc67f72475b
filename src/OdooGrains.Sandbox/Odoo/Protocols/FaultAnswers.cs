using System.Globalization;
using OdooGrains.Sandbox.Odoo.Methods;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>What a fault answers, in the words of the call's protocol.</summary>
internal static class FaultAnswers
{
    /// <summary>The answer of a fault that strikes before anything is done, or null where the call is done and its answer suffers.</summary>
    public static OdooAnswer? Before(OdooFaultRule fault, RemoteCall call) => fault.Kind switch
    {
        OdooFaultKind.DropAnswer or OdooFaultKind.LateAnswer or OdooFaultKind.CommittedGatewayTimeout => null,
        OdooFaultKind.ResetBeforeCommit => WirePage.Proxy(502, "Bad Gateway") with { Delivery = new Delivery.Reset() },
        OdooFaultKind.BadGateway => WirePage.Proxy(502, "Bad Gateway"),
        OdooFaultKind.ServiceUnavailable => WirePage.Proxy(503, "Service Temporarily Unavailable"),
        OdooFaultKind.GatewayTimeout => WirePage.Proxy(504, "Gateway Time-out"),
        OdooFaultKind.Throttled =>
            WirePage.Proxy(429, "Too Many Requests", ("Retry-After", Math.Ceiling(fault.Delay.TotalSeconds).ToString(CultureInfo.InvariantCulture))),
        OdooFaultKind.LoginPage => WirePage.Login(),
        OdooFaultKind.AuthExpired => call.Format.Failure(call.Format.Expired()),
        OdooFaultKind.SerializationFailure when call.Method == "load" => call.Format.Success(null, LoadMethod.Lost(1)),
        _ => call.Format.Failure(Error(fault.Kind)),
    };

    /// <summary>What becomes of the answer of a call that was done.</summary>
    public static OdooAnswer After(OdooFaultRule? fault, OdooAnswer answer) => fault?.Kind switch
    {
        OdooFaultKind.DropAnswer => answer with { Delivery = new Delivery.DropAnswer() },
        OdooFaultKind.LateAnswer => answer with { Delivery = new Delivery.Late(fault.Delay) },
        OdooFaultKind.CommittedGatewayTimeout => WirePage.Proxy(504, "Gateway Time-out") with { ServiceTime = answer.ServiceTime },
        _ => answer,
    };

    private static OdooException Error(OdooFaultKind kind) => kind switch
    {
        OdooFaultKind.SerializationFailure => OdooException.Postgres("errors.SerializationFailure", Data.Messages.Serialization),
        OdooFaultKind.DeadlockDetected =>
            OdooException.Postgres(
                "errors.DeadlockDetected", "deadlock detected\nDETAIL:  Process 4711 waits for ShareLock on transaction 815; blocked by process 4712.\n"),
        OdooFaultKind.LockNotAvailable => OdooException.Postgres("errors.LockNotAvailable", "could not obtain lock on row in relation \"sale_order\"\n"),
        OdooFaultKind.OperationalError =>
            OdooException.Postgres(
                "OperationalError",
                "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n"
                + "\tbefore or while processing the request.\n"),
        OdooFaultKind.PoolError => OdooException.Postgres("pool.PoolError", "The Connection Pool Is Full"),
        OdooFaultKind.UserError => OdooException.UserError("Simulated user error."),
        OdooFaultKind.ValidationError => OdooException.Validation("Simulated validation error."),
        OdooFaultKind.AccessError => OdooException.Access("Simulated access error."),
        OdooFaultKind.MissingError => new OdooException("odoo.exceptions.MissingError", "Record does not exist or has been deleted.", 404),
        OdooFaultKind.LockError => new OdooException("odoo.exceptions.LockError", "Simulated lock error.", 409),
        OdooFaultKind.ValueError => OdooException.Value("Simulated value error."),
        OdooFaultKind.TypeError => OdooException.Builtin("TypeError", "Simulated type error."),
        OdooFaultKind.KeyError => OdooException.Builtin("KeyError", "simulated"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This fault has no exception; give it an answer in FaultAnswers.Before."),
    };
}
