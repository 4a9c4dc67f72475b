using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Grains.Feeds;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>
/// Ends a run that has listed all: what can be repaired is taken in the way that webhooks take, the rest gets an owner, and the report is written. A kill
/// in between repairs nothing twice, and the run that begins anew reports what is left.
/// </summary>
public sealed class RunSettlement(IReconciliationStore store, FeedIntake intake, TimeProvider time)
{
    private const int KnownPage = 500;

    /// <summary>Ended for good by a person, so whether the channel lists them is nobody's concern.</summary>
    private const string Discarded = "discarded";

    /// <summary>Settles what was found so far.</summary>
    public async Task SettleAsync(ReconciliationRun run, RunProgress progress, EffectivePolicy policy)
    {
        foreach (var found in progress.Found)
        {
            progress.Settle(found, await SettleAsync(run, found, policy));
        }
    }

    /// <summary>The same of all, and ends the run.</summary>
    /// <returns>The report; null where the run had ended already.</returns>
    public async Task<ReconciliationRun?> EndAsync(ReconciliationRun run, RunProgress progress, EffectivePolicy policy)
    {
        var until = progress.IsFull && progress.ListedTo < run.Window.Until ? progress.ListedTo.Value : run.Window.Until;
        if (run.Subject is ReconciliationSubject.Orders)
        {
            await AddUnlistedAsync(run with { Window = run.Window with { Until = until } }, progress);
        }

        await SettleAsync(run, progress, policy);
        IReadOnlyList<SettledDrift> settled = [.. progress.Settled.OrderBy(drift => drift.Drift.Since).ThenBy(drift => drift.Drift.Document.ToString(), StringComparer.Ordinal)];
        var ended = run.Ended(settled, progress.Compared, progress.Matched, until, time.GetUtcNow());
        return await store.EndAsync(ended, settled, default) ? ended : null;
    }

    private async Task AddUnlistedAsync(ReconciliationRun run, RunProgress progress)
    {
        string? after = null;
        IReadOnlyList<KnownDocument> page;
        do
        {
            page = await store.KnownAsync(run.Connection, run.Window.ListedSince, run.Window.Until, after, KnownPage, default);
            after = page.Count > 0 ? page[^1].Key.Id : null;
            foreach (var known in page.Where(known => known.Status != Discarded && DocumentReference.OfDocumentId(known.Key.Id) is null && !progress.IsListed(known.Key)))
            {
                progress.Add(new(known.Key, "order", OrderComparison.NotListed(known.Key, known.UpdatedAt), null));
            }
        }
        while (page.Count == KnownPage);
    }

    private async Task<SettledDrift> SettleAsync(ReconciliationRun run, FoundDrift found, EffectivePolicy policy)
    {
        if (found is not { Drift.Remedy: DriftRemedy.TakeIn, Event: { } @event })
        {
            return new(found.Drift, DriftSettlement.Person, OwnerOf(run.Subject, policy));
        }

        if (policy.Reconciliation.Of(run.Subject).Repair is RepairMode.Report)
        {
            return new(found.Drift, DriftSettlement.Reported, OwnerOf(run.Subject, policy));
        }

        // What was taken in before and still differs, taking in once more does not repair: that is our own mistake, or was ended by a person.
        return await intake.AcceptAsync(run.Connection, [@event]) > 0
            ? new(found.Drift, DriftSettlement.Repaired, null)
            : new(found.Drift with { Remedy = DriftRemedy.Person }, DriftSettlement.Person, Owners.Platform);
    }

    private static string OwnerOf(ReconciliationSubject subject, EffectivePolicy policy) => policy.Owners.Of(FailureClass.Business, FlowOf(subject)) ?? Owners.Tenant;

    private static FailureFlow FlowOf(ReconciliationSubject subject) => subject switch
    {
        ReconciliationSubject.Payments or ReconciliationSubject.Refunds => FailureFlow.Money,
        ReconciliationSubject.Shipments => FailureFlow.Fulfilment,
        _ => FailureFlow.Orders,
    };
}
