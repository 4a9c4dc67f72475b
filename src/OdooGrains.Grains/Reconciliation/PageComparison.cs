using OdooGrains.Connectors;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Grains.Orders;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>Lays what a page states beside what is known here. What cannot be read is left out: the feed itself hands that to a person.</summary>
public sealed class PageComparison(OrderRepository orders, OrderPolicies policies, ConnectorRegistry connectors, IInbox inbox, IReconciliationStore store)
{
    /// <summary>Adds to a run's progress what a page lists, and what is said of each thing that the run judges.</summary>
    public async Task CompareAsync(ReconciliationRun run, ConnectionConfig source, IReadOnlyList<FeedEvent> events, decimal tolerance, RunProgress progress)
    {
        foreach (var compared in (await Task.WhenAll(events.Select(one => CompareAsync(run, source, one, tolerance)))).OfType<ComparedEvent>())
        {
            progress.List(compared.Document, compared.ChangedAt);
            foreach (var finding in compared.Findings)
            {
                progress.Add(finding);
            }
        }
    }

    private async Task<ComparedEvent?> CompareAsync(ReconciliationRun run, ConnectionConfig source, FeedEvent @event, decimal tolerance)
    {
        if (@event.Verdict is not InboundVerdict.Document it)
        {
            return null;
        }

        var key = await DocumentAsync(new(source.Key.Tenant, it.Channel ?? source.Key.Connection, it.DocumentId));
        var parsed = connectors.Find(source.Kind)!.Inbound!.Parse(source, it.Topic, @event.Body);
        var ours = parsed is ParsedOrder.Unreadable ? null : await orders.LoadAsync(key);
        var findings = (run.Subject, parsed) switch
        {
            (ReconciliationSubject.Orders, ParsedOrder.Read read) => Order(run, key, read.Order, ours, tolerance, @event),
            (ReconciliationSubject.Customers, ParsedOrder.Read read) => Customer(run, key, read.Order, ours, @event),
            (_, ParsedOrder.Read read) => await FactsAsync(run, key, read.Facts, ours, tolerance, @event),
            (_, ParsedOrder.Told told) => await FactsAsync(run, key, told.Facts, ours, tolerance, @event),
            _ => [],
        };
        return new(key, it.UpdatedAt, await Task.WhenAll(findings.Select(WaitedForAsync)));
    }

    // An event may name a payment alone; the order that has registered it is meant.
    private async Task<DocumentKey> DocumentAsync(DocumentKey named)
        => DocumentReference.OfDocumentId(named.Id) is { } reference && await store.ReferencedAsync(new(named.Tenant, named.Channel), reference, default) is { } known ? known : named;

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

    private sealed record ComparedEvent(DocumentKey Document, DateTimeOffset ChangedAt, IReadOnlyList<Finding> Findings);
}
