using System.Text;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>Answers that are no JSON: werkzeug's error pages, plain texts, a proxy's pages, Odoo's login page.</summary>
internal static class WirePage
{
    private const string Html = "text/html; charset=utf-8";

    private const string NoDatabasePage = """
        <!DOCTYPE html>
        <title>404 Not Found</title>
        <h1>Not Found</h1>
        <p>No database is selected and the requested URL was not found in the server-wide controllers.</p>
        <p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>

        <!-- Alternatively, use the X-Odoo-Database header. -->

        """;

    private const string LoginPage = """
        <!DOCTYPE html>
        <html>
        <head><title>Login | My Website</title></head>
        <body><form class="oe_login_form" action="/web/login" method="post"></form></body>
        </html>

        """;

    public static OdooAnswer Json(int status, byte[] body, params IEnumerable<(string Name, string Value)> headers) =>
        Answer(status, "application/json; charset=utf-8", body, headers);

    public static OdooAnswer Text(int status, string body, params IEnumerable<(string Name, string Value)> headers) =>
        Answer(status, Html, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>A request whose Content-Type does not fit the route.</summary>
    public static OdooAnswer WrongType(int status, string compatible, string path, string type, params IEnumerable<(string Name, string Value)> headers)
    {
        var name = status == 415 ? "Unsupported Media Type" : "Bad Request";
        var advice = status == 415 ? "<br><br>Please verify the Content-Type request header and try again." : "";
        var page = $"""
            <!doctype html>
            <html lang=en>
            <title>{status} {name}</title>
            <h1>{name}</h1>
            <p>Request inferred type is compatible with [{compatible}] but &#39;{path}&#39; is type=&#39;{type}&#39;.{advice}</p>

            """;
        return Text(status, page, headers);
    }

    public static OdooAnswer NoDatabase() => Text(404, NoDatabasePage);

    public static OdooAnswer NotFound() => Answer(
        404,
        "text/html;charset=utf-8",
        "<!DOCTYPE html>\n<html><head><title>Odoo</title></head><body><h1>404: Not Found (SIMULATION)</h1></body></html>\n"u8.ToArray(),
        [("X-Content-Type-Options", "nosniff")]);

    /// <summary>A page of the proxy in front of Odoo.</summary>
    public static OdooAnswer Proxy(int status, string name, params IEnumerable<(string Name, string Value)> headers)
    {
        var page = $"<html>\r\n<head><title>{status} {name}</title></head>\r\n<body>\r\n<center><h1>{status} {name}</h1></center>\r\n"
            + "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
        return Answer(status, "text/html", Encoding.UTF8.GetBytes(page), headers);
    }

    public static OdooAnswer Login() => Text(200, LoginPage);

    public static OdooAnswer Redirect(string path)
    {
        var target = $"/web/login?redirect={Uri.EscapeDataString(path)}%3F";
        var page = $"""
            <!doctype html>
            <html lang=en>
            <title>Redirecting...</title>
            <h1>Redirecting...</h1>
            <p>You should be redirected automatically to the target URL: <a href="{target}">{target}</a>. If not, click the link.

            """;
        return Text(303, page, ("Location", target));
    }

    private static OdooAnswer Answer(int status, string contentType, byte[] body, IEnumerable<(string Name, string Value)> headers) => new()
    {
        Status = status,
        Body = body,
        Headers = [new("Content-Type", contentType), .. headers.Select(header => KeyValuePair.Create(header.Name, header.Value)), new("Connection", "close")],
    };
}
