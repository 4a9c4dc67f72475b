namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>The <c>debug</c> member: a traceback with paths of the server, so that a caller that shows or logs it is found out.</summary>
internal static class Traceback
{
    public static string Of(OdooException error) =>
        "Traceback (most recent call last):\n  File \"/usr/lib/python3/dist-packages/odoo/http.py\", line 2100, in _transactioning (SIMULATION)\n"
        + $"{error.Name}: {error.Message}\n";
}
