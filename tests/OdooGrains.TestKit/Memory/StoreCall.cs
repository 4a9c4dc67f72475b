using OdooGrains.Domain.Tenants;

namespace OdooGrains.TestKit.Memory;

/// <summary>One call of the store, as the gate of a simulation sees it.</summary>
/// <param name="Number">Counts the calls of this store from 1.</param>
/// <param name="Name">Interface and method without <c>Async</c>, such as <c>Documents.Commit</c>.</param>
/// <param name="Tenant">Null for calls over all tenants.</param>
/// <param name="Writes">Only a write can be committed without its caller knowing.</param>
public sealed record StoreCall(long Number, string Name, TenantId? Tenant, bool Writes);

/// <summary>What goes wrong with a call.</summary>
public enum StoreFault
{
    None,
    /// <summary>Nothing is read or committed; the caller sees <see cref="Storage.StoreUnavailableException"/>.</summary>
    Unavailable,
    /// <summary>Committed, and the caller sees <see cref="Storage.CommitUnknownException"/>. A read goes through.</summary>
    CommittedUnknown,
    /// <summary>Not committed, and the caller sees <see cref="Storage.CommitUnknownException"/> all the same. A read goes through.</summary>
    NotCommittedUnknown,
}
