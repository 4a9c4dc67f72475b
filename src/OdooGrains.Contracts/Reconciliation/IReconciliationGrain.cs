namespace OdooGrains.Contracts.Reconciliation;

/// <summary>
/// Compares one subject of a tenant with the systems that tell of it, when its schedule says so; a reminder wakes it. Key <c>tenant/subject</c>, such as
/// <c>acme/orders</c>. It reads nothing itself: that is the connections' owners', whose budget it takes.
/// </summary>
[Alias("og.reconciliation")]
public interface IReconciliationGrain : IGrainWithStringKey
{
    /// <summary>Sets the reminder as the tenant's schedule is now; ends it where there is nothing to compare. Harmless when repeated.</summary>
    [Alias("Ensure")]
    Task Ensure();

    /// <summary>Begins a run now at each connection that tells of the subject, or at the one that is named, where none is running there.</summary>
    [Alias("Run")]
    Task<StartedRuns> Run(RunRequest request);
}

/// <param name="Connection">The connection to compare with; null for each that tells of the subject.</param>
[Immutable]
public sealed record RunRequest(string? Connection = null);

/// <param name="Ids">The runs that began; none where all are running already, or no connection tells of the subject.</param>
[Immutable]
public sealed record StartedRuns(IReadOnlyList<Guid> Ids);
