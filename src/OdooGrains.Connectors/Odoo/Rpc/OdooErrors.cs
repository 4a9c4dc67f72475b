using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>
/// Classifies Odoo's exceptions by class name, which both protocols carry: HTTP status and error.code do not tell a bad field (permanent)
/// from a serialization failure (transient); both are 500 in JSON-2. odoo/exceptions.py and odoo/http.py, as recorded on 18 and 19.
/// </summary>
internal static class OdooErrors
{
    /// <summary>Two transactions met at one record; nobody's fault, and the next try may win.</summary>
    public const string Conflict = "conflict";

    private const string Serialize = "could not serialize access";

    /// <summary>The failure of a call that Odoo answered with an exception; surely rolled back.</summary>
    public static Failure Classify(string name, string message, IReadOnlyCollection<string> secrets) => name switch
    {
        "psycopg2.OperationalError" when message.Contains("does not exist", StringComparison.Ordinal)
            => new(FailureClass.Auth, "unknown_database", "Odoo has no database of the connection's name. Correct the setting database."),
        "psycopg2.errors.SerializationFailure" or "psycopg2.errors.DeadlockDetected" or "psycopg2.errors.LockNotAvailable"
            or "psycopg2.extensions.TransactionRollbackError" or "odoo.exceptions.LockError" or "odoo.exceptions.ConcurrencyError"
            => new(FailureClass.Transient, Conflict, "Somebody else was writing the same record in Odoo."),
        "psycopg2.OperationalError" or "psycopg2.InterfaceError" or "psycopg2.errors.QueryCanceled" or "psycopg2.pool.PoolError"
            => new(FailureClass.Transient, "database_busy", "Odoo could not use its database."),
        "odoo.exceptions.AccessDenied" or "werkzeug.exceptions.Unauthorized" or "odoo.http.SessionExpiredException"
            => new(FailureClass.Auth, "credentials", "Odoo refuses the login or its API key. Put a valid key into the connection; keys expire."),
        // JSON-RPC of 18 tells an unknown model as a user error.
        "odoo.exceptions.UserError" when message.StartsWith("Object ", StringComparison.Ordinal) && message.EndsWith(" doesn't exist", StringComparison.Ordinal)
            => new(FailureClass.Schema, "unknown_model", Shown("Odoo does not know what is called", message, secrets)),
        "odoo.exceptions.AccessError" => new(FailureClass.Business, "access", Shown("The Odoo user may not do this", message, secrets)),
        "odoo.exceptions.MissingError" => new(FailureClass.Business, "missing", Shown("A record is missing in Odoo", message, secrets)),
        "odoo.exceptions.UserError" or "odoo.exceptions.ValidationError" or "odoo.exceptions.RedirectWarning" or "odoo.exceptions.Warning"
            => new(FailureClass.Business, "refused", Shown("Odoo refuses", message, secrets)),
        _ when IsProgrammers(name) => new(FailureClass.Schema, "not_understood", Shown($"Odoo does not understand the call ({name})", message, secrets)),
        _ => new(FailureClass.Poison, "unknown_error", Shown($"Odoo failed with {name}", "", secrets)),
    };

    /// <summary>The failure of a load(), whose errors stand inside a result of status 200, without a class name.</summary>
    public static Failure OfLoad(IReadOnlyList<LoadMessage> messages, IReadOnlyCollection<string> secrets)
    {
        if (messages.Any(message => IsConflict(message.Text)))
        {
            return new(FailureClass.Transient, Conflict, "Somebody else was writing the same record in Odoo.");
        }

        var text = string.Join(" ", messages.Take(2).Select(message => message.Text));
        return messages.Any(message => message.Text.StartsWith("Unknown error during import", StringComparison.Ordinal))
            ? new(FailureClass.Schema, "not_understood", Shown("Odoo does not understand the record", text, secrets))
            : new(FailureClass.Business, "refused", Shown("Odoo refuses the record", text, secrets));
    }

    private static bool IsConflict(string message) => message.Contains(Serialize, StringComparison.Ordinal)
        || message.Contains("deadlock detected", StringComparison.Ordinal)
        || message.Contains("could not obtain lock", StringComparison.Ordinal);

    private static bool IsProgrammers(string name) => name is "builtins.ValueError" or "builtins.TypeError" or "builtins.KeyError" or "builtins.IndexError" or "builtins.AttributeError"
        or "werkzeug.exceptions.NotFound" or "werkzeug.exceptions.UnprocessableEntity" or "werkzeug.exceptions.BadRequest" or "werkzeug.exceptions.MethodNotAllowed"
        or "werkzeug.exceptions.UnsupportedMediaType";

    // One line, bounded, and never a credential that a server may echo.
    private static string Shown(string what, string message, IReadOnlyCollection<string> secrets)
    {
        var clean = secrets.Where(secret => secret.Length > 0).Aggregate(message.Length == 0 ? $"{what}." : $"{what}: {message}", (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));
        var line = string.Join(' ', new string([.. clean.Select(letter => char.IsControl(letter) ? ' ' : letter)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length > OdooLimits.MessageLengthMax ? string.Concat(line.AsSpan(0, OdooLimits.MessageLengthMax), "…") : line;
    }
}
