using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit;

/// <summary>What a <see cref="MemoryStore"/> has made durable. Public for tests that look at it, or change it behind the program's back.</summary>
public sealed class MemoryDatabase
{
    private readonly Dictionary<DocumentKey, DocumentRow> _documents = [];
    private readonly Dictionary<EventId, InboundEvent> _events = [];
    private readonly List<DocumentRow> _documentsInOrder = [];
    private readonly List<EventId> _eventsInOrder = [];

    /// <summary>Hears of every commit of a document after it: the row before (null for a new one) and after.</summary>
    public Action<DocumentRow?, DocumentRow>? OnCommit { get; set; }

    /// <summary>Hears of every committed change of an effect: before (null for a new one) and after.</summary>
    public Action<Effect?, Effect>? OnEffect { get; set; }

    /// <summary>Hears of every commit that was refused because a version had changed.</summary>
    public Action<DocumentKey>? OnConflict { get; set; }

    /// <summary>All documents, in order of their creation.</summary>
    public IReadOnlyList<DocumentRow> Documents => _documentsInOrder;

    /// <summary>All events, in order of arrival.</summary>
    public IEnumerable<InboundEvent> Events => _eventsInOrder.Select(id => _events[id]);

    internal Dictionary<ConnectionKey, long> Epochs { get; } = [];
    internal SortedDictionary<string, Tenant> Tenants { get; } = new(StringComparer.Ordinal);
    internal SortedDictionary<string, StoredConnection> Connections { get; } = new(StringComparer.Ordinal);
    internal List<StoredKey> Keys { get; } = [];

    /// <summary>The epoch that was taken last of a connection; 0 when none was.</summary>
    public long EpochOf(ConnectionKey connection) => Epochs.GetValueOrDefault(connection);

    public DocumentRow? Find(DocumentKey key) => _documents.GetValueOrDefault(key);

    public InboundEvent? Find(EventId id) => _events.GetValueOrDefault(id);

    /// <summary>Commits the document anew as it is, as another process would that folded something without effect: its version ascends.</summary>
    public void Touch(DocumentKey key)
    {
        if (_documents.TryGetValue(key, out var row))
        {
            row.Version++;
        }
    }

    internal void Insert(InboundEvent @event)
    {
        _events.Add(@event.Id, @event);
        _eventsInOrder.Add(@event.Id);
    }

    internal void Replace(InboundEvent @event) => _events[@event.Id] = @event;

    internal void Insert(DocumentRow row)
    {
        _documents.Add(row.Head.Key, row);
        _documentsInOrder.Add(row);
    }

    /// <summary>Removes what a tenant has, at most so many rows; how many were removed.</summary>
    internal int Erase(TenantId tenant, int batch)
    {
        var events = _events.Values.Where(@event => @event.Connection.Tenant == tenant).Take(batch).Select(@event => @event.Id).ToHashSet();
        _eventsInOrder.RemoveAll(events.Contains);
        foreach (var id in events)
        {
            _events.Remove(id);
        }

        var documents = _documentsInOrder.Where(row => row.Head.Key.Tenant == tenant).Take(batch - events.Count).ToList();
        foreach (var row in documents)
        {
            _documents.Remove(row.Head.Key);
            _documentsInOrder.Remove(row);
        }

        return events.Count + documents.Count;
    }
}

/// <summary>One stored document.</summary>
public sealed class DocumentRow(DocumentHead head, ReadOnlyMemory<byte> state)
{
    public DocumentHead Head { get; internal set; } = head;
    public ReadOnlyMemory<byte> State { get; internal set; } = state;
    public long Version { get; internal set; } = 1;

    /// <summary>Its effects, oldest first.</summary>
    public IReadOnlyList<Effect> Effects => EffectRows;

    internal List<Effect> EffectRows { get; } = [];

    internal DocumentRow Copy()
    {
        var copy = new DocumentRow(Head, State) { Version = Version };
        copy.EffectRows.AddRange(EffectRows);
        return copy;
    }
}
