using System.Diagnostics;
using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Telemetry;

namespace OdooGrains.Connectors.Egress;

/// <summary>The requests of one call, which may run beside each other: whether they may leave, and what their answers say of the vendor's limits.</summary>
/// <param name="fence">Asked before each request leaves.</param>
public sealed class EgressCall(Func<ValueTask<bool>> fence)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BudgetReading> _readings = new(StringComparer.Ordinal);

    /// <summary>What was said last of each limit. At most <see cref="CallBudget.HeardMax"/>; those first told of.</summary>
    public IReadOnlyList<BudgetReading> Readings
    {
        get
        {
            lock (_gate)
            {
                return [.. _readings.Values];
            }
        }
    }

    internal ValueTask<bool> MayLeaveAsync() => fence();

    internal void Saw(EgressOutcome outcome)
    {
        if (outcome is EgressOutcome.Answered answer)
        {
            var (readings, unread) = RateFields.Read(answer.Headers);
            Keep(readings);
            foreach (var field in unread)
            {
                Instruments.RateFieldsUnread.Add(1, new TagList { { "field", field } });
            }
        }
    }

    private void Keep(IReadOnlyList<BudgetReading> readings)
    {
        lock (_gate)
        {
            foreach (var reading in readings.Where(reading => _readings.Count < CallBudget.HeardMax || _readings.ContainsKey(reading.Limit.Name)))
            {
                _readings[reading.Limit.Name] = reading;
            }
        }
    }
}
