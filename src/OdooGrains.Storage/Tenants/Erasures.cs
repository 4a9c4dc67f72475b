using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Tenants;

/// <summary>
/// What an erasure takes away, in this order. Reminders are no part of it: the erasure's own brings it back after a kill, so they go with the last
/// step, in the transaction that closes the tenant.
/// </summary>
internal static class Erasures
{
    public static IReadOnlyList<string> Tables { get; } =
        ["replay_item", "replay", "merge_proposal", "effect", "document", "document_reference", "inbox", "alert_message", "alert", "alert_webhook", "feed_cursor", "reconciliation_drift", "reconciliation", "stock_level", "stock_reservation", "stock_position", "grain_state", "api_key", "policy", "connection", "connection_epoch"];

    public static InvalidOperationException NotDraining(TenantId tenant, string? status)
        => new($"Tenant '{tenant}' is {status ?? "unknown"}; only a draining tenant is erased. Set it to draining first.");
}
