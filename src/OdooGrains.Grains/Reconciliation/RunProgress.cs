using OdooGrains.Connectors;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Reconciliation;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>
/// How far a run has come, in memory: a run whose process ends begins its list anew. Each thing counts once, however often the list names it, and as it
/// was named last.
/// </summary>
public sealed class RunProgress
{
    private readonly Dictionary<(DocumentKey, string), FoundDrift> _found = [];
    private readonly Dictionary<(DocumentKey, string), SettledDrift> _settled = [];
    private readonly HashSet<(DocumentKey, string)> _compared = [];
    private readonly HashSet<DocumentKey> _listed = [];

    /// <summary>Where the next page begins; null before the first.</summary>
    public string? Cursor { get; set; }

    /// <summary>The newest change that was listed; null before the first.</summary>
    public DateTimeOffset? ListedTo { get; private set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    public int Compared => _compared.Count;

    public int Matched => _compared.Count - _settled.Keys.Concat(_found.Keys).Distinct().Count();

    /// <summary>Differences that are not settled yet, the oldest first.</summary>
    public IReadOnlyList<FoundDrift> Found => [.. _found.Values.OrderBy(found => found.Drift.Since).ThenBy(found => found.Drift.Document.ToString(), StringComparer.Ordinal)];

    public IReadOnlyCollection<SettledDrift> Settled => _settled.Values;

    /// <summary>So much was found that it is settled before the list is read on: each holds what repairs it.</summary>
    public bool IsLaden => _found.Count >= ReconciliationLimits.FoundMax;

    /// <summary>So much was listed that the run ends where it is.</summary>
    public bool IsFull => _listed.Count >= ReconciliationLimits.ListedMax;

    /// <summary>The list names a document, also one that is not judged yet.</summary>
    public void List(DocumentKey document, DateTimeOffset changedAt)
    {
        _listed.Add(document);
        ListedTo = ListedTo > changedAt ? ListedTo : changedAt;
    }

    public bool IsListed(DocumentKey document) => _listed.Contains(document);

    public void Add(Finding finding)
    {
        var key = (finding.Document, finding.What);
        _compared.Add(key);
        _found.Remove(key);
        if (finding.Drift is { } drift)
        {
            _found[key] = new(finding.What, drift, finding.Event);
        }
    }

    public void Settle(FoundDrift found, SettledDrift settled)
    {
        var key = (found.Drift.Document, found.Thing);
        _found.Remove(key);
        _settled[key] = settled;
    }
}

/// <summary>One thing that was compared.</summary>
/// <param name="What">Which thing of the document.</param>
/// <param name="Drift">Null where both sides agree.</param>
/// <param name="Event">What repairs it, taken in; null where nothing does.</param>
public sealed record Finding(DocumentKey Document, string What, Drift? Drift, FeedEvent? Event);

/// <param name="Thing">Which thing of the document.</param>
/// <param name="Event">What repairs it, taken in; null where nothing does.</param>
public sealed record FoundDrift(string Thing, Drift Drift, FeedEvent? Event);
