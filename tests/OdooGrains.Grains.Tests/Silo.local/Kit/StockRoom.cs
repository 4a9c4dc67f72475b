using System.Globalization;
using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>What an ERP has in stock, with the changes in their order. It outlives the processes that read it.</summary>
internal sealed class StockRoom(TimeProvider time) : IStockSource
{
    private readonly Dictionary<string, decimal> _free = new(StringComparer.Ordinal);
    private readonly List<string> _changes = [];

    public int SkusMax { get; set; } = 10;

    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan HintLag { get; set; }

    public Failure? Failure { get; set; }

    /// <summary>Awaited when the levels have been read, before they are told; null for nothing.</summary>
    public Func<Task>? OnRead { get; set; }

    /// <summary>The SKUs of each reading.</summary>
    public List<IReadOnlyList<string>> Readings { get; } = [];

    public decimal this[string sku]
    {
        get => _free[sku];
        set
        {
            _free[sku] = value;
            _changes.Add(sku);
        }
    }

    /// <summary>Nothing is told of it, as where a change was read before.</summary>
    public void Quietly(string sku, decimal free) => _free[sku] = free;

    public int ChangesCost => 1;

    public int LevelsCost(int warehouses) => 1;

    public async Task<StockChanges> ChangesAsync(ConnectionConfig connection, string? cursor, DateTimeOffset since, CancellationToken cancellation)
    {
        await Task.Delay(Latency, time, cancellation);
        var at = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var page = _changes.Skip(at).Take(SkusMax).ToList();
        return Failure is { } failure ? new StockChanges.Failed(failure)
            : new StockChanges.Read([.. page.Distinct()], (at + page.Count).ToString(CultureInfo.InvariantCulture), at + page.Count < _changes.Count);
    }

    public async Task<StockReading> LevelsAsync(ConnectionConfig connection, IReadOnlyList<string> skus, CancellationToken cancellation)
    {
        var began = time.GetUtcNow();
        Readings.Add(skus);
        var levels = skus.Where(_free.ContainsKey).Select(sku => new StockLevel(sku, "WH", _free[sku])).ToList();
        await (OnRead?.Invoke() ?? Task.CompletedTask);
        await Task.Delay(Latency, time, cancellation);
        return Failure is { } failure ? new StockReading.Failed(failure) : new StockReading.Read(levels, [.. skus.Where(sku => !_free.ContainsKey(sku))], began);
    }
}
