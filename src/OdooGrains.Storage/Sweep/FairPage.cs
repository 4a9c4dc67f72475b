namespace OdooGrains.Storage.Sweep;

/// <summary>
/// How a page of the sweep is shared out. Most of it is the next rows in order, so that a sweep that goes on from the last one visits
/// everything in turn, also behind documents that are stuck. Before them stand the first few of each other tenant from further on, so that a
/// tenant with one due document does not wait for another's backlog; the sweep meets those again when it gets there, which is harmless.
/// </summary>
internal static class FairPage
{
    /// <summary>The part of a page that is kept for tenants from further on: a half.</summary>
    public static int Extras(int limit) => limit / 2;

    /// <param name="inOrder">The next rows in order, at most the whole limit.</param>
    /// <param name="firstOfTenants">The first row of each tenant, oldest first; those that are in the page already are left out.</param>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> inOrder, IReadOnlyList<T> firstOfTenants, int limit)
    {
        if (inOrder.Count < limit)
        {
            return inOrder;
        }

        var kept = inOrder.Take(limit - Extras(limit)).ToHashSet();
        var extras = firstOfTenants.Where(row => !kept.Contains(row)).Take(Extras(limit)).ToList();
        return [.. extras, .. inOrder.Take(limit - extras.Count)];
    }
}
