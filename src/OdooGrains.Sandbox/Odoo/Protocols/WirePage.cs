using System.Text;

namespace OdooGrains.Sandbox.Odoo.Protocols;

/// <summary>Answers that are no JSON: werkzeug's error pages, plain texts, a proxy's pages, Odoo's login page.</summary>
internal static class WirePage
{
    private const string Html = "text/html; charset=utf-8";

    public static OdooAnswer Json(int status, byte[] body, params IEnumerable<(string Name, string Value)> headers) => Answer(status, "application/json; charset=utf-8", body, headers);

    public static OdooAnswer Text(int status, string body, params IEnumerable<(string Name, string Value)> headers) => Answer(status, Html, Encoding.UTF8.GetBytes(body), headers);

    public static OdooAnswer WrongType(int status, string compatible, string path, string type, params IEnumerable<(string Name, string Value)> headers)
    {
        var name = status == 415 ? "Unsupported Media Type" : "Bad Request";
        var advice = status == 415 ? "<br><br>Please verify the Content-Type request header and try again." : "";
        return Text(
            status,
            $"<!doctype html>\n<html lang=en>\n<title>{status} {name}</title>\n<h1>{name}</h1>\n<p>Request inferred type is compatible with [{compatible}] but &#39;{path}&#39; is type=&#39;{type}&#39;.{advice}</p>\n",
            headers);
    }

    public static OdooAnswer NoDatabase() => Text(
        404,
        "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n"
        + "<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n<!-- Alternatively, use the X-Odoo-Database header. -->\n");

    public static OdooAnswer NotFound() =>
        Answer(404, "text/html;charset=utf-8", "<!DOCTYPE html>\n<html>\n    <head>\n        <title>Odoo</title>\n    </head>\n    <body><h1>404: Not Found (SIMULATION)</h1></body>\n</html>\n"u8.ToArray(), [("X-Content-Type-Options", "nosniff")]);

    public static OdooAnswer Proxy(int status, string name, params IEnumerable<(string Name, string Value)> headers) =>
        Answer(status, "text/html", Encoding.UTF8.GetBytes($"<html>\r\n<head><title>{status} {name}</title></head>\r\n<body>\r\n<center><h1>{status} {name}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"), headers);

    public static OdooAnswer Login() => Text(200, "<!DOCTYPE html>\n<html>\n<head><title>Login | My Website</title></head>\n<body><form class=\"oe_login_form\" action=\"/web/login\" method=\"post\"></form></body>\n</html>\n");

    public static OdooAnswer Redirect(string path)
    {
        var target = $"/web/login?redirect={Uri.EscapeDataString(path)}%3F";
        return Text(
            303,
            $"<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target URL: <a href=\"{target}\">{target}</a>. If not, click the link.\n",
            ("Location", target));
    }

    private static OdooAnswer Answer(int status, string contentType, byte[] body, IEnumerable<(string Name, string Value)> headers) => new()
    {
        Status = status,
        Body = body,
        Headers = [new("Content-Type", contentType), .. headers.Select(header => KeyValuePair.Create(header.Name, header.Value)), new("Connection", "close")],
    };
}
