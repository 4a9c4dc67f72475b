using System.Text.Json.Nodes;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Memory;

/// <inheritdoc cref="IPolicyStore"/>
internal sealed class MemoryPolicyStore(MemoryStore store) : IPolicyStore
{
    public Task<StoredPolicy?> FindAsync(PolicyScope scope, CancellationToken cancellation)
        => store.ReadAsync("Policies.Find", scope.Tenant, tables => tables.Policies.TryGetValue(Key(scope), out var found) ? Copy(found) : null, cancellation);

    public Task<IReadOnlyList<StoredPolicy>> ListAsync(TenantId? tenant, CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<StoredPolicy>>(
        "Policies.List", tenant, tables => [.. tables.Policies.Values.Where(policy => policy.Scope.Tenant == tenant).Select(Copy)], cancellation);

    public Task<bool> PutAsync(StoredPolicy policy, long expectedVersion, CancellationToken cancellation) => store.WriteAsync(
        "Policies.Put",
        policy.Scope.Tenant,
        tables =>
        {
            var agrees = (tables.Policies.GetValueOrDefault(Key(policy.Scope))?.Version ?? 0) == expectedVersion;
            if (agrees)
            {
                tables.Policies[Key(policy.Scope)] = Copy(policy) with { Version = expectedVersion + 1, UpdatedAt = StoredTime.Cut(policy.UpdatedAt) };
            }

            return agrees;
        },
        cancellation);

    public static string Key(PolicyScope scope) => $"{PlatformRows.TenantOf(scope.Tenant)}/{scope.Level}/{scope.Name}";

    // JSON objects can be changed by whoever holds them.
    private static StoredPolicy Copy(StoredPolicy policy) => policy with { Settings = (JsonObject)policy.Settings.DeepClone() };
}
