using System.Text;
using System.Text.Json.Nodes;

namespace OdooGrains.Sandbox.Http;

/// <summary>SIMULATION of a web service: one request in, one answer out, without I/O.</summary>
public interface ISimulatedSite
{
    /// <summary>What it is, for whoever opens its address in a browser.</summary>
    string Welcome { get; }

    SiteAnswer Handle(SiteRequest request);
}

/// <param name="Path">Without the query, such as <c>/v1/events</c>.</param>
/// <param name="Query">By name; a name may stand there several times.</param>
/// <param name="Headers">By name, without regard to case.</param>
public sealed record SiteRequest(string Method, string Path, ILookup<string, string> Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    private static readonly ILookup<string, string> NoQuery = Array.Empty<string>().ToLookup(name => name);

    public SiteRequest(string method, string path, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
        : this(method, path, NoQuery, headers, body)
    {
    }

    public string? Value(string name) => Query[name].FirstOrDefault();

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}

public sealed record SiteAnswer(int Status, byte[] Body)
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The connection is closed without an answer; what the request did is done.</summary>
    public bool IsLost { get; init; }

    public static SiteAnswer Json(JsonNode body, int status = 200) => new(status, Encoding.UTF8.GetBytes(body.ToJsonString()));
}
