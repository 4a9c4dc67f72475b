using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Tenants;

/// <summary>What an erasure takes away, in this order.</summary>
internal static class Erasures
{
    public static IReadOnlyList<string> Tables { get; } =
        ["effect", "document", "inbox", "alert_message", "alert", "alert_webhook", "grain_state", "reminder", "api_key", "policy", "connection", "connection_epoch"];

    public static InvalidOperationException NotDraining(TenantId tenant, string? status)
        => new($"Tenant '{tenant}' is {status ?? "unknown"}; only a draining tenant is erased. Set it to draining first.");
}
