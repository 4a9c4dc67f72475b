using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Documents;

/// <summary>
/// One document of one tenant: the channel (a connection id) that it came from and its id there.
/// As a grain key it reads <c>tenant/channel/id</c>, the id percent-encoded, so that an id with '/' is safe.
/// </summary>
public readonly record struct DocumentKey(TenantId Tenant, ConnectionId Channel, string Id)
{
    /// <summary>The longest id of a document, in characters.</summary>
    public const int IdLengthMax = 200;

    public static DocumentKey Parse(string key)
    {
        var parts = key.Split('/');
        return parts.Length == 3
            ? new(new(parts[0]), new(parts[1]), Uri.UnescapeDataString(parts[2]))
            : throw new ArgumentException($"Document key '{key}' must read 'tenant/channel/id' with the id percent-encoded.", nameof(key));
    }

    public override string ToString() => $"{Tenant}/{Channel}/{Uri.EscapeDataString(Id)}";
}
