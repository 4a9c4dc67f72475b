using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Storage.Reconciliation;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>Writes down what was posted in an ERP's books within a window: how many postings, and how much by operation and currency.</summary>
public sealed class PostingCheckpoints(IReconciliationStore store, TimeProvider time)
{
    private static readonly HashSet<string> Operations = [.. OrderSteps.Postings.Select(OrderSteps.Operation)];

    public static bool IsPosting(string operation) => Operations.Contains(operation);

    public async Task MakeAsync(ReconciliationRun run)
    {
        var count = 0L;
        IReadOnlyDictionary<string, decimal> sums = new Dictionary<string, decimal>();
        EffectKey? after = null;
        IReadOnlyList<Effect> page;
        do
        {
            page = await store.PostedAsync(run.Connection, run.Window.Since, run.Window.Until, after, ReconciliationLimits.CheckpointPage, default);
            (count, sums, after) = (count + page.Count, PostingSums.Add(sums, page), page.Count > 0 ? page[^1].Key : null);
        }
        while (page.Count == ReconciliationLimits.CheckpointPage);
        await store.EndAsync(run.Posted(count, sums, time.GetUtcNow()), [], default);
    }
}
