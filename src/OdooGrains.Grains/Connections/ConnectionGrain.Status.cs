using OdooGrains.Contracts.Connections;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Outbound;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Grains.Connections;

public sealed partial class ConnectionGrain
{
    public async Task<ConnectionReport> Status()
    {
        var terms = await reader.ReadAsync(_key);
        var now = time.GetUtcNow();
        var pacing = Paced(terms);
        var depth = await effects.DepthAsync(_key, default);
        var forecast = Forecast.Of(ToDo(depth, terms), pacing, terms.Policy, terms.System, Blocked(terms, now), Clock);
        return new()
        {
            ClearsAt = now + forecast.ClearsIn,
            LimitedBy = forecast.Limit,
            Epoch = _epoch,
            InFlight = _calls,
            Waiting = _window.Waiting,
            Concurrency = pacing.Concurrency.Now(terms.Policy.ConcurrencyMax),
            ConcurrencyMax = terms.Policy.ConcurrencyMax,
            Budget = [.. pacing.Budget.Left(Clock).Select(left => new LimitReport(left.Limit.Name, left.Limit.Unit, left.Limit.PerSecond, left.Limit.Burst, left.Left, left.Share))],
            Breaker = _breaker?.State ?? ConnectionBreaker.Closed,
            BreakerOpenSince = _breaker?.OpenSince,
            Blocked = Blocked(terms, now),
            LastFailure = _lastFailure,
            LastFailureAt = _lastFailureAt,
            LastSuccessAt = _lastSuccessAt,
        };
    }

    private string? Blocked(CallTerms terms, DateTimeOffset now) => terms.Paused switch
    {
        { } paused => paused,
        _ when _block is { } block && block.Holds(now, terms.Version) => block.Sentence,
        _ when _breaker?.OpenUntil is { } until => $"Its last calls failed ({_lastFailure?.Message}). It is probed again at {until:u}.",
        _ => null,
    };

    private static IReadOnlyList<OperationBacklog> ToDo(IEnumerable<OperationDepth> depth, CallTerms terms)
        => [.. OrderBacklog.ToTheEnd(depth.Select(one => (one.Operation, one.Count))).Select(one => terms.Backlog(one.Key, one.Value))];
}
