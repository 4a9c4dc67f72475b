using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;

namespace OdooGrains.TestKit.Memory;

/// <summary>What only tests do with a store: share its rows with another process, watch them, look at them, change them behind its back.</summary>
public sealed partial class MemoryStore
{
    /// <summary>All documents with their effects, by key; no gate is asked.</summary>
    public IEnumerable<StoredDocument> StoredDocuments
        => Tables.Documents.Select(pair => pair.Value with { Effects = Tables.Effects.TryGetValue(pair.Key, out var effects) ? effects : [] });

    /// <summary>All events by id, so in order of arrival; no gate is asked.</summary>
    public IReadOnlyCollection<InboundEvent> StoredEvents => Tables.Events.Values;

    public MemoryWatch? Watch
    {
        get => Tables.Watch;
        set => Tables.Watch = value;
    }

    /// <summary>Another process's way to the same rows, with a gate of its own.</summary>
    public MemoryStore Opened(Func<StoreCall, Task<StoreFault>> gate, Func<StoreCall, Task> answer) => new(Tables, gate, answer);

    /// <summary>Commits all documents of a tenant anew as they are, as another process would that folded events without effect.</summary>
    public void Touch(TenantId tenant)
    {
        foreach (var key in Tables.Documents.Keys.Where(key => key.Tenant == tenant).ToList())
        {
            Tables.Documents[key] = Tables.Documents[key] with { Version = Tables.Documents[key].Version + 1 };
        }
    }
}
