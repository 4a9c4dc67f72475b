using OdooGrains.Connectors;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Orders;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>Lays what a page states beside what is known here. What cannot be read is left out: the feed itself hands that to a person.</summary>
public sealed class PageComparison(OrderRepository orders, OrderPolicies policies, ConnectorRegistry connectors, IInbox inbox, IReconciliationStore store)
{
    /// <summary>What is said of each thing that the run judges.</summary>
    public async Task<IReadOnlyList<Finding>> CompareAsync(ReconciliationRun run, ConnectionConfig source, IReadOnlyList<FeedEvent> events, decimal tolerance)
    {
        var compared = await Task.WhenAll(events.Select(one => CompareAsync(run, source, one, tolerance)));
        return await Task.WhenAll(compared.SelectMany(findings => findings).Select(WaitedForAsync));
    }

    /// <summary>The document that an event concerns, by its reference where it names no other; null where it concerns none.</summary>
    public async Task<DocumentKey?> DocumentAsync(TenantId tenant, ConnectionId source, FeedEvent @event)
    {
        if (@event.Verdict is not InboundVerdict.Document it)
        {
            return null;
        }

        var named = new DocumentKey(tenant, it.Channel ?? source, it.DocumentId);
        return DocumentReference.OfDocumentId(it.DocumentId) is { } reference && await store.ReferencedAsync(new(tenant, named.Channel), reference, default) is { } known ? known : named;
    }

    private async Task<IReadOnlyList<Finding>> CompareAsync(ReconciliationRun run, ConnectionConfig source, FeedEvent @event, decimal tolerance)
    {
        if (await DocumentAsync(source.Key.Tenant, source.Key.Connection, @event) is not { } key)
        {
            return [];
        }

        var parsed = connectors.Find(source.Kind)!.Inbound!.Parse(source, @event.Verdict.Topic, @event.Body);
        var ours = parsed is ParsedOrder.Unreadable ? null : await orders.LoadAsync(key);
        return (run.Subject, parsed) switch
        {
            (ReconciliationSubject.Orders, ParsedOrder.Read read) => Order(run, key, read.Order, ours, tolerance, @event),
            (ReconciliationSubject.Customers, ParsedOrder.Read read) => Customer(run, key, read.Order, ours, @event),
            (_, ParsedOrder.Read read) => await FactsAsync(run, key, read.Facts, ours, tolerance, @event),
            (_, ParsedOrder.Told told) => await FactsAsync(run, key, told.Facts, ours, tolerance, @event),
            _ => [],
        };
    }

    private static IReadOnlyList<Finding> Order(ReconciliationRun run, DocumentKey key, Order theirs, OrderState? ours, decimal tolerance, FeedEvent @event)
        => run.Window.Judges(theirs.UpdatedAt) ? [new(key, "order", OrderComparison.Of(key, theirs, ours, tolerance), @event)] : [];

    private static IReadOnlyList<Finding> Customer(ReconciliationRun run, DocumentKey key, Order theirs, OrderState? ours, FeedEvent @event)
        => run.Window.Judges(theirs.UpdatedAt) ? [new(key, "customer", OrderComparison.OfCustomer(key, theirs, ours), @event)] : [];

    private async Task<IReadOnlyList<Finding>> FactsAsync(ReconciliationRun run, DocumentKey key, IEnumerable<OrderFact> facts, OrderState? ours, decimal tolerance, FeedEvent @event)
    {
        List<Finding> findings =
        [
            .. facts.Where(fact => FactComparison.SubjectOf(fact) == run.Subject && run.Window.Judges(FactComparison.At(fact)))
                .Select(fact => new Finding(key, FactComparison.What(fact), FactComparison.Of(key, fact, ours, tolerance), @event)),
        ];
        if (run.Subject is ReconciliationSubject.Shipments && ours is not null)
        {
            var policy = (await policies.ForAsync(new(key.Tenant, key.Channel), ours.Erp)).Policy;
            findings.AddRange(FactComparison.NotAnnounced(ours, policy?.OffersAtChannel(OrderSteps.Announce) is true)
                .Where(drift => run.Window.Judges(drift.Since)).Select(drift => new Finding(key, $"{drift.What} at the channel", drift, null)));
        }

        return findings;
    }

    // What is in the inbox and not folded yet is no drift: it is on its way.
    private async Task<Finding> WaitedForAsync(Finding finding)
        => finding.Drift is not null && await inbox.OpenAsync(finding.Document, 1, default) is [_] ? finding with { Drift = null } : finding;
}
