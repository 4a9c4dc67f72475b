using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Feeds;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Stock;

namespace OdooGrains.Grains.Inventory;

/// <summary>
/// Tells a channel its levels, the newest of each product, several in a call. Each is marked in its row before it leaves; what was marked and not settled is
/// read back first. One call a channel is under way, so one push a product is.
/// </summary>
public sealed partial class StockTeller(IStockStore store, ConnectorRegistry connectors, PolicyDirectory policies, IChance chance, TimeProvider time, ILogger<StockTeller> logger)
{
    public async Task<IStockTurn?> BeginAsync(FeedCall call)
    {
        var target = connectors.Find(call.Config.Kind)!.Stock!;
        while (await store.DueAsync(call.Connection, time.GetUtcNow(), Math.Min(call.Most, target.LevelsMax), default) is { Count: > 0 } due)
        {
            var now = time.GetUtcNow();
            var steps = due.ToLookup(row => PushPlan.Next(row, now));
            if (steps[PushStep.Read].Any())
            {
                return new Reading(this, call, target, [.. steps[PushStep.Read]]);
            }

            var marked = await store.PutAsync([.. steps[PushStep.Push].Select(row => PushPlan.Mark(row, now))], default);
            var agreed = await store.PutAsync([.. steps[PushStep.Agree].Select(row => PushPlan.Agree(row, now))], default);
            if (marked.Count > 0)
            {
                return new Push(this, call, target, marked);
            }

            if (agreed.Count == 0)
            {
                // Another owner writes them.
                return null;
            }
        }

        return null;
    }

    private async Task<DateTimeOffset?> PutAsync(FeedCall call, IReadOnlyList<ChannelStock> rows)
    {
        var stored = await store.PutAsync(rows, default);
        var failed = stored.Where(row => row.Push.LastFailure is not null).ToList();
        if (failed.Count > 0)
        {
            LogNotTold(call.Connection, failed.Count, failed[0].Push.LastFailure!.Class, failed[0].Push.LastFailure!.Message);
        }

        // Where none can go on now, the sooner of those that failed; else there may be more to tell at once.
        return failed.Count > 0 && failed.Count == stored.Count ? failed.Min(row => row.Push.DueAt) : time.GetUtcNow();
    }

    private async Task<Func<int, TimeSpan>> BackoffAsync(ConnectionKey channel)
    {
        RetryPolicy retry = (await policies.ForAsync(channel)).Retry;
        var draw = chance.NextDouble();
        return failures => retry.DelayAfter(failures + 1, draw);
    }

    private sealed class Push(StockTeller teller, FeedCall call, IStockTarget target, IReadOnlyList<ChannelStock> rows) : IStockTurn
    {
        private IReadOnlyList<StockPushOutcome> _outcomes = [.. rows.Select(_ => new StockPushOutcome.InDoubt("The push was not made."))];

        public async Task<IReadOnlyList<EffectOutcome>> CallAsync(CancellationToken cancellation)
        {
            var outcomes = await target.PushAsync(call.Config, [.. rows.Select(Level)], cancellation);
            _outcomes = outcomes.Count == rows.Count ? outcomes : throw new InvalidOperationException($"The connector gave {outcomes.Count} outcomes for {rows.Count} levels.");
            return [.. _outcomes.Select(Seen).OfType<EffectOutcome>()];
        }

        public void Lose(string reason) => _outcomes = [.. rows.Select(_ => new StockPushOutcome.InDoubt(reason))];

        public async Task<DateTimeOffset?> StoreAsync()
        {
            var backoff = await teller.BackoffAsync(call.Connection);
            var now = teller.Now;
            return await teller.PutAsync(call, [.. rows.Zip(_outcomes, (row, outcome) => Settled(row, outcome, backoff, now))]);
        }

        private static StockLevelPush Level(ChannelStock row) => new(row.Sku, row.Push.Mark!.Level, row.Push.Mark.From, row.Push.Mark.Key);

        // Of the call itself: that one product was sold there meanwhile, or is not listed, is an answer like any other.
        private static EffectOutcome? Seen(StockPushOutcome outcome) => outcome switch
        {
            StockPushOutcome.Failed failed => new EffectOutcome.Failed(failed.Failure),
            StockPushOutcome.InDoubt doubt => new EffectOutcome.InDoubt(doubt.Reason),
            _ => null,
        };

        private static ChannelStock Settled(ChannelStock row, StockPushOutcome outcome, Func<int, TimeSpan> backoff, DateTimeOffset now) => outcome switch
        {
            StockPushOutcome.Done => PushPlan.Done(row, now),
            StockPushOutcome.ChangedElsewhere changed => PushPlan.ChangedElsewhere(row, changed.Actual, now),
            StockPushOutcome.UnknownItem unknown => PushPlan.Unlisted(row, unknown.Reason, now),
            StockPushOutcome.Failed failed => PushPlan.Failed(row, failed.Failure, backoff(row.Push.Failures), now),
            StockPushOutcome.InDoubt => PushPlan.InDoubt(row, now),
            _ => throw new InvalidOperationException($"Outcome {outcome.GetType().Name} is not known."),
        };
    }

    private sealed class Reading(StockTeller teller, FeedCall call, IStockTarget target, IReadOnlyList<ChannelStock> rows) : IStockTurn
    {
        private StockRead _read = new StockRead.Failed(new(FailureClass.Transient, "stock_failed", "The levels were not read."));

        public async Task<IReadOnlyList<EffectOutcome>> CallAsync(CancellationToken cancellation)
        {
            _read = await target.ReadAsync(call.Config, [.. rows.Select(row => row.Sku)], cancellation);
            return _read is StockRead.Failed failed ? [new EffectOutcome.Failed(failed.Failure)] : [];
        }

        public void Lose(string reason) => _read = new StockRead.Failed(new(FailureClass.Transient, "stock_failed", reason));

        public async Task<DateTimeOffset?> StoreAsync()
        {
            var backoff = await teller.BackoffAsync(call.Connection);
            var now = teller.Now;
            return await teller.PutAsync(call, [.. rows.Select(row => Settled(row, _read, backoff, now))]);
        }

        private static ChannelStock Settled(ChannelStock row, StockRead read, Func<int, TimeSpan> backoff, DateTimeOffset now) => read switch
        {
            StockRead.Read { Levels: var levels } when levels.TryGetValue(row.Sku, out var level) => PushPlan.Read(row, level, now),
            StockRead.Read => PushPlan.Unlisted(row, "The channel lists no product with this SKU, or keeps no stock of it; list it there, or give it the SKU.", now),
            StockRead.Failed failed => PushPlan.NotRead(row, failed.Failure, backoff(row.Push.Failures), now),
            _ => throw new InvalidOperationException($"Reading {read.GetType().Name} is not known."),
        };
    }

    private DateTimeOffset Now => time.GetUtcNow();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Channel {Channel} could not be told {Count} levels ({Class}): {Reason}")]
    private partial void LogNotTold(ConnectionKey channel, int count, FailureClass @class, string reason);
}
