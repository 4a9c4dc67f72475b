using System.Diagnostics.CodeAnalysis;
using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Reconciliation;
using OdooGrains.Storage.Restore;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit.Memory;

/// <summary>The rows. All collections are sorted or in the order of insertion: a hash order would differ from process to process.</summary>
internal sealed class MemoryTables
{
    public MemoryWatch? Watch { get; set; }
    public SortedDictionary<string, Tenant> Tenants { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, StoredConnection> Connections { get; } = new(StringComparer.Ordinal);

    /// <summary>Of deleted connections, where their versions had come to.</summary>
    public SortedDictionary<string, long> LastVersions { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, long> Epochs { get; } = new(StringComparer.Ordinal);
    public List<StoredKey> Keys { get; } = [];
    public SortedDictionary<string, StoredPolicy> Policies { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<EventId, InboundEvent> Events { get; } = [];
    public SortedDictionary<DocumentKey, StoredDocument> Documents { get; } = new(ByKey);

    /// <summary>Documents by channel and reference, under <c>tenant/channel/kind:reference</c>.</summary>
    public SortedDictionary<DocumentKey, DocumentKey> References { get; } = new(ByKey);

    /// <summary>By <c>tenant/connection/feed</c>.</summary>
    public SortedDictionary<string, FeedProgress> Feeds { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<DateTimeOffset, RestorePoint> Restores { get; } = [];

    public List<ReconciliationRun> Runs { get; } = [];

    /// <summary>What runs found, by the id of the run.</summary>
    public List<(Guid Run, StoredDrift Drift)> Drifts { get; } = [];

    /// <summary>By <c>tenant/sku</c>.</summary>
    public SortedDictionary<string, StockPosition> Positions { get; } = new(StringComparer.Ordinal);

    /// <summary>By order, line and SKU.</summary>
    public SortedDictionary<string, MemoryReservation> Reservations { get; } = new(StringComparer.Ordinal);

    /// <summary>By <c>tenant/connection/sku</c>.</summary>
    public SortedDictionary<string, ChannelStock> Levels { get; } = new(StringComparer.Ordinal);

    public List<Alert> Alerts { get; } = [];
    public List<MemoryAlertMessage> AlertMessages { get; } = [];
    public SortedDictionary<string, AlertWebhook> AlertWebhooks { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, MemoryReplay> Replays { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<MergeKey, MergeProposal> Merges { get; } = new(ByMergeKey);

    /// <summary>Effects of a document, in the order of their planning.</summary>
    public SortedDictionary<DocumentKey, List<Effect>> Effects { get; } = new(ByKey);

    public static IComparer<DocumentKey> ByKey { get; } = Comparer<DocumentKey>.Create((one, other) =>
    {
        var order = string.CompareOrdinal(one.Tenant.Value, other.Tenant.Value);
        order = order != 0 ? order : string.CompareOrdinal(one.Channel.Value, other.Channel.Value);
        return order != 0 ? order : string.CompareOrdinal(one.Id, other.Id);
    });

    public static IComparer<MergeKey> ByMergeKey { get; } = Comparer<MergeKey>.Create((one, other) =>
    {
        var order = string.CompareOrdinal(one.Connection.ToString(), other.Connection.ToString());
        order = order != 0 ? order : string.CompareOrdinal(one.Kept, other.Kept);
        return order != 0 ? order : string.CompareOrdinal(one.Other, other.Other);
    });

    public IEnumerable<Effect> EffectsOf(ConnectionKey connection)
        => Effects.Where(pair => pair.Key.Tenant == connection.Tenant).SelectMany(pair => pair.Value).Where(effect => effect.Connection == connection.Connection);

    public bool IsOpen(AlertKey key) => Alerts.Any(alert => alert.Key == key && alert.EndedAt is null);

    public bool TryFindEffect(EffectKey key, [MaybeNullWhen(false)] out List<Effect> siblings, out int index)
    {
        index = -1;
        if (Effects.TryGetValue(key.Document, out siblings))
        {
            index = siblings.FindIndex(effect => effect.Key == key);
        }

        return index >= 0;
    }
}
