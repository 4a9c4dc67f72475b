namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>What the simulated Shopify answers to one request.</summary>
/// <param name="IsDropped">The request took effect, and the connection is closed without an answer.</param>
public sealed record AdminAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, bool IsDropped = false);

/// <summary>One HTTP request as the simulated Shopify sees it.</summary>
/// <param name="Path">Path without the query.</param>
/// <param name="Headers">Matched without regard to case.</param>
public sealed record AdminRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
