using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Failures;

/// <summary>One replay of one tenant; as a grain key it reads <c>tenant/id</c>.</summary>
public readonly record struct ReplayKey(TenantId Tenant, Guid Id)
{
    public static ReplayKey Parse(string key) => key.Split('/') is [var tenant, var id] && Guid.TryParseExact(id, "D", out var value)
        ? new(new(tenant), value)
        : throw new ArgumentException($"Replay key '{key}' must read 'tenant/id' with the id as a UUID.", nameof(key));

    public override string ToString() => $"{Tenant}/{Id}";
}
