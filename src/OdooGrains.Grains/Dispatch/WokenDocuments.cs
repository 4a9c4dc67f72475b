using OdooGrains.Domain.Documents;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Dispatch;

/// <summary>
/// Remembers who was woken a moment ago: a backlog is seen in each round until it has drained, and waking all of it each time would cost more than
/// the work itself. Bounded; what is forgotten is woken once more.
/// </summary>
internal sealed class WokenDocuments(GrainLimits limits, TimeProvider time)
{
    /// <summary>Documents that are remembered, in rounds of the sweep. 40.</summary>
    public const int RoundsMax = 40;

    private readonly Dictionary<DocumentKey, (DateTimeOffset DueAt, long At)> _woken = [];

    /// <summary>False where the document was woken for the same due time and may still be on its way.</summary>
    public bool MayWake(DueDocument due)
    {
        var now = time.GetTimestamp();
        if (_woken.TryGetValue(due.Document, out var last) && last.DueAt == due.DueAt && time.GetElapsedTime(last.At, now) < limits.WakeAgainAfter)
        {
            return false;
        }

        if (_woken.Count >= RoundsMax * limits.SweepRowsMax)
        {
            _woken.Clear();
        }

        _woken[due.Document] = (due.DueAt, now);
        return true;
    }
}
