using System.Text.Json;
using OdooGrains.Domain;
using OdooGrains.Domain.Customers;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Storage.Customers;
using OdooGrains.Storage.Documents;

namespace OdooGrains.Grains.Orders;

/// <summary>Orders in and out of the document store.</summary>
public sealed class OrderRepository(IDocumentStore documents, IMergeStore merges)
{
    public async Task<OrderState?> LoadAsync(DocumentKey key, CancellationToken cancellation = default)
        => await documents.LoadAsync(key, cancellation) is { } stored ? FromStored(stored) : null;

    /// <summary>
    /// Writes down which customers may be one, then commits the state, its changed effects, the folded events, the names that others know it by, and what it
    /// takes of the stock; the state as stored, or null after a conflict.
    /// </summary>
    public async Task<OrderState?> CommitAsync(
        OrderState state, IReadOnlyList<Effect> changed, IReadOnlyList<FoldedEvent> events, IReadOnlyList<DocumentReference> references, IReadOnlyList<ReservationChange> reservations, OrderPolicy policy, DateTimeOffset now)
    {
        // Before the commit, after which nobody would come back to it; twice is once.
        if (changed.SelectMany(effect => MergeProposal.Of(effect, now)).ToList() is { Count: > 0 } proposals)
        {
            await merges.ProposeAsync(state.Key.Tenant, proposals, CancellationToken.None);
        }

        var commit = new DocumentCommit
        {
            Head = OrderHead.Of(state, policy, now),
            State = JsonSerializer.SerializeToUtf8Bytes(state, DomainJson.Default.OrderState),
            ExpectedVersion = state.Version,
            Effects = changed,
            Events = events,
            References = references,
            Reservations = reservations,
        };
        return await documents.CommitAsync(commit, CancellationToken.None) is CommitResult.Committed ? Stored(state, changed) : null;
    }

    public static OrderState FromStored(StoredDocument stored) => OrderStates.Read(stored.State.Span, stored.Version, stored.Effects);

    private static OrderState Stored(OrderState state, IReadOnlyList<Effect> changed)
    {
        HashSet<EffectKey> keys = [.. changed.Select(effect => effect.Key)];
        return state with
        {
            Version = state.Version + 1,
            Effects = [.. state.Effects.Select(effect => keys.Contains(effect.Key) ? effect with { Version = effect.Version + 1 } : effect)],
        };
    }
}
