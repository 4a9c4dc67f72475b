using OdooGrains.Connectors;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Reconciliation;

namespace OdooGrains.Grains.Reconciliation;

/// <summary>
/// How far a run has come, in memory: a run whose process ends begins its list anew. Each thing counts once, however often the list names it, and as it
/// was named last.
/// </summary>
internal sealed class RunProgress
{
    private readonly Dictionary<(DocumentKey, string), FoundDrift> _drifts = [];
    private readonly HashSet<(DocumentKey, string)> _compared = [];

    /// <summary>Where the next page begins; null before the first.</summary>
    public string? Cursor { get; set; }

    /// <summary>The newest change that was listed; null before the first.</summary>
    public DateTimeOffset? ListedTo { get; set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>Documents that the list names, those that are not judged yet included.</summary>
    public HashSet<DocumentKey> Listed { get; } = [];

    public int Compared => _compared.Count;

    public int Matched => _compared.Count - _drifts.Count;

    public IEnumerable<FoundDrift> Drifts => _drifts.Values;

    public bool IsFull => _drifts.Count >= ReconciliationLimits.DriftsMax;

    public void Add(Finding finding)
    {
        var key = (finding.Document, finding.What);
        _compared.Add(key);
        _drifts.Remove(key);
        if (finding.Drift is { } drift)
        {
            _drifts[key] = new(drift, finding.Event);
        }
    }
}

/// <summary>One thing that was compared.</summary>
/// <param name="What">Which thing of the document.</param>
/// <param name="Drift">Null where both sides agree.</param>
/// <param name="Event">What repairs it, taken in; null where nothing does.</param>
internal sealed record Finding(DocumentKey Document, string What, Drift? Drift, FeedEvent? Event);

/// <param name="Event">What repairs it, taken in; null where nothing does.</param>
internal sealed record FoundDrift(Drift Drift, FeedEvent? Event);
