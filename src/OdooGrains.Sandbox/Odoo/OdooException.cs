namespace OdooGrains.Sandbox.Odoo;

/// <summary>
/// A Python exception of the simulated server: it ends the transaction and becomes an error answer. The class name and the message
/// are the contract; the HTTP status is what JSON-2 answers for that class (odoo/exceptions.py http_status).
/// </summary>
internal sealed class OdooException(string name, string message, int status) : Exception(message)
{
    public string Name { get; } = name;

    public int Status { get; } = status;

    public static OdooException UserError(string message) => new("odoo.exceptions.UserError", message, 422);

    public static OdooException Validation(string message) => new("odoo.exceptions.ValidationError", message, 422);

    public static OdooException Access(string message) => new("odoo.exceptions.AccessError", message, 403);

    public static OdooException AccessDenied() => new("odoo.exceptions.AccessDenied", "Access Denied", 403);

    public static OdooException Missing(string model, int id, int uid) =>
        new("odoo.exceptions.MissingError", $"Record does not exist or has been deleted.\n(Record: {model}({id},), User: {uid})", 404);

    public static OdooException Value(string message) => new("builtins.ValueError", message, 500);

    public static OdooException Builtin(string type, string message) => new($"builtins.{type}", message, 500);

    public static OdooException Postgres(string type, string message) => new($"psycopg2.{type}", message, 500);

    public static OdooException Http(int status, string message) => new($"werkzeug.exceptions.{HttpName(status)}", message, status);

    private static string HttpName(int status) => status switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        404 => "NotFound",
        422 => "UnprocessableEntity",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Name the werkzeug exception of this status first."),
    };
}
