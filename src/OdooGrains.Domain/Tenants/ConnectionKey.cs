namespace OdooGrains.Domain.Tenants;

/// <summary>One outside system of one tenant; as a grain key it reads <c>tenant/connection</c>.</summary>
public readonly record struct ConnectionKey(TenantId Tenant, ConnectionId Connection)
{
    public static ConnectionKey Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? new(new(key[..slash]), new(key[(slash + 1)..]))
            : throw new ArgumentException($"Connection key '{key}' must read 'tenant/connection'.", nameof(key));
    }

    public override string ToString() => $"{Tenant}/{Connection}";
}
