namespace OdooGrains.Sandbox.Odoo;

/// <summary>One HTTP request as the simulated Odoo sees it. Header names are matched without regard to case.</summary>
/// <param name="Method">GET, POST, ….</param>
/// <param name="Path">Path without the query, for example <c>/json/2/sale.order/load</c>.</param>
/// <param name="Headers">Header fields; only Content-Type, Authorization and X-Odoo-Database are read.</param>
/// <param name="Body">The raw body.</param>
public sealed record OdooHttpRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) { return value; }
        }

        return null;
    }
}
