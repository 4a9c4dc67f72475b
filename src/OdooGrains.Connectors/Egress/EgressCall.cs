using System.Diagnostics;
using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Telemetry;

namespace OdooGrains.Connectors.Egress;

/// <summary>The requests of one call, which may run beside each other: whether they may leave, how many did, and what was answered of the vendor's limits.</summary>
/// <param name="fence">Asked before each request leaves.</param>
public sealed class EgressCall(Func<ValueTask<bool>> fence)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BudgetReading> _readings = new(StringComparer.Ordinal);
    private int _requests;
    private bool _isOver;

    /// <summary>The call is over, whatever its connector still does: no request leaves any more, so the count is the truth.</summary>
    public EgressUse End()
    {
        lock (_gate)
        {
            _isOver = true;
            return new(_requests, [.. _readings.Values]);
        }
    }

    /// <summary>Whether a request leaves; it is counted then.</summary>
    internal async ValueTask<bool> LeaveAsync()
    {
        if (!await fence())
        {
            return false;
        }

        lock (_gate)
        {
            _requests += _isOver ? 0 : 1;
            return !_isOver;
        }
    }

    internal void Saw(EgressRequest request, EgressOutcome outcome)
    {
        switch (outcome)
        {
            case EgressOutcome.NotSent:
                lock (_gate)
                {
                    _requests--;
                }

                break;
            case EgressOutcome.Answered answer:
                var (readings, unread) = RateFields.Read(answer.Headers);
                Keep([.. readings, .. request.Limits?.Invoke(answer) ?? []]);
                foreach (var field in unread)
                {
                    Instruments.RateFieldsUnread.Add(1, new TagList { { "field", field } });
                }

                break;
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

/// <summary>What a call used of its vendor.</summary>
/// <param name="Requests">Those that left, answered or not.</param>
/// <param name="Readings">What was said last of each limit; at most <see cref="CallBudget.HeardMax"/>, those first told of.</param>
public sealed record EgressUse(int Requests, IReadOnlyList<BudgetReading> Readings)
{
    public static EgressUse None { get; } = new(0, []);
}
