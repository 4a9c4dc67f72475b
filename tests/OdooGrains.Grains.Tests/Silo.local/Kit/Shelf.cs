using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>The levels of channels that sell by themselves and take all of a push or nothing, comparing each. It outlives the processes that write it.</summary>
internal sealed class Shelf(TimeProvider time) : IStockTarget
{
    private readonly Dictionary<(ConnectionKey, string), int> _levels = [];
    private readonly Queue<Func<IReadOnlyList<StockLevelPush>, Task<IReadOnlyList<StockPushOutcome>?>>> _scripts = new();

    // Until when; a process that was killed does not say that it is done.
    private readonly Dictionary<(ConnectionKey, string), DateTimeOffset> _underWay = [];

    public int LevelsMax => 10;

    public int PushCost => 2;

    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Neither tells nor takes anything.</summary>
    public bool IsDown { get; set; }

    /// <summary>Each push with its time, and each reading's SKUs.</summary>
    public List<(DateTimeOffset At, ConnectionKey Channel, IReadOnlyList<StockLevelPush> Levels)> Pushes { get; } = [];

    public List<IReadOnlyList<string>> Readings { get; } = [];

    public int? this[ConnectionKey channel, string sku] => _levels.TryGetValue((channel, sku), out var level) ? level : null;

    /// <summary>The channel lists the product from now on.</summary>
    public void List(ConnectionKey channel, string sku, int level = 0) => _levels[(channel, sku)] = level;

    /// <summary>The channel sells what it may; how much that was.</summary>
    public int Sell(ConnectionKey channel, string sku, int quantity)
    {
        var sold = Math.Clamp(_levels[(channel, sku)], 0, quantity);
        _levels[(channel, sku)] -= sold;
        return sold;
    }

    /// <summary>What becomes of the next push; null: what would without the script.</summary>
    public void Next(Func<IReadOnlyList<StockLevelPush>, Task<IReadOnlyList<StockPushOutcome>?>> script) => _scripts.Enqueue(script);

    public async Task<IReadOnlyList<StockPushOutcome>> PushAsync(ConnectionConfig connection, IReadOnlyList<StockLevelPush> levels, CancellationToken cancellation)
    {
        Pushes.Add((time.GetUtcNow(), connection.Key, levels));
        foreach (var level in levels)
        {
            Assert.False(_underWay.TryGetValue((connection.Key, level.Sku), out var until) && until > time.GetUtcNow(), $"Two pushes of {level.Sku} are under way.");
            _underWay[(connection.Key, level.Sku)] = time.GetUtcNow() + Latency;
        }

        await Task.Delay(Latency, time, cancellation);
        return _scripts.TryDequeue(out var script) && await script(levels) is { } scripted ? scripted : Apply(connection.Key, levels);
    }

    /// <summary>As a push that arrives.</summary>
    public IReadOnlyList<StockPushOutcome> Apply(ConnectionKey channel, IReadOnlyList<StockLevelPush> levels)
    {
        if (IsDown)
        {
            return [.. levels.Select(_ => new StockPushOutcome.Failed(new(FailureClass.Transient, "down", "The shop is down.")))];
        }

        List<StockPushOutcome?> problems = [.. levels.Select(level => Problem(channel, level))];
        if (problems.TrueForAll(problem => problem is null))
        {
            foreach (var level in levels)
            {
                _levels[(channel, level.Sku)] = level.Quantity;
            }
        }

        Failure together = new(FailureClass.Transient, EffectFailures.RefusedTogether, "Refused for another.");
        return [.. problems.Select(problem => problem ?? (problems.TrueForAll(each => each is null) ? new StockPushOutcome.Done() : new StockPushOutcome.Failed(together)))];
    }

    public async Task<StockRead> ReadAsync(ConnectionConfig connection, IReadOnlyList<string> skus, CancellationToken cancellation)
    {
        Readings.Add(skus);
        await Task.Delay(Latency, time, cancellation);
        return IsDown
            ? new StockRead.Failed(new(FailureClass.Transient, "down", "The shop is down."))
            : new StockRead.Read(skus.Where(sku => _levels.ContainsKey((connection.Key, sku))).ToDictionary(sku => sku, sku => _levels[(connection.Key, sku)]));
    }

    private StockPushOutcome? Problem(ConnectionKey channel, StockLevelPush level)
        => !_levels.TryGetValue((channel, level.Sku), out var actual) ? new StockPushOutcome.UnknownItem("Not listed.")
            : level.From is { } from && from != actual ? new StockPushOutcome.ChangedElsewhere(actual)
            : null;
}
