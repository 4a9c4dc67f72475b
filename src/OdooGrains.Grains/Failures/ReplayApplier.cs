using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Failures;
using OdooGrains.Grains.Orders;
using OdooGrains.Storage.Failures;

namespace OdooGrains.Grains.Failures;

/// <summary>Applies a plan wave by wave: does to each document what was planned, watches what comes of it, and begins the next wave only when all went well.</summary>
public sealed class ReplayApplier(IReplayStore replays, OrderRepository orders, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Looks at the present wave, or begins the next.</summary>
    public async Task StepAsync(Replay replay)
    {
        var open = await replays.OpenAsync(replay.Tenant, replay.Id, replay.AppliedTo, default);
        // Of a replay that stops, what is not applied stays so.
        var wave = replay.StopReason is null ? open : [.. open.Where(item => item.Outcome is ReplayOutcome.Applied)];
        if (wave.Count > 0)
        {
            await WatchAsync(replay, wave);
        }
        else if (replay.StopReason is not null)
        {
            await replays.UpdateAsync(ReplaySteps.End(replay, time.GetUtcNow()), [], default);
        }
        else if (time.GetUtcNow() >= replay.NextWaveAt)
        {
            await NextWaveAsync(replay);
        }
    }

    private async Task NextWaveAsync(Replay replay)
    {
        var next = await replays.ItemsAsync(replay.Tenant, replay.Id, ReplayOutcome.Waiting, replay.AppliedTo, ReplayLimits.WaveSize(replay.Wave + 1), default);
        var changed = next.Count == 0 ? ReplaySteps.End(replay, time.GetUtcNow()) : ReplaySteps.NextWave(replay, next, time.GetUtcNow());
        if (await replays.UpdateAsync(changed, [], default) is { IsAtWork: true } begun)
        {
            await WatchAsync(begun, next);
        }
    }

    private async Task WatchAsync(Replay replay, IReadOnlyList<ReplayItem> wave)
    {
        var settled = await Task.WhenAll(wave.Select(item => item.Outcome is ReplayOutcome.Waiting ? ApplyAsync(replay, item) : JudgeAsync(replay, item)));
        if (settled.Except(wave).ToList() is { Count: > 0 } changed)
        {
            await replays.SettleAsync(replay.Tenant, replay.Id, changed, default);
        }

        if (replay.StopReason is null && settled.FirstOrDefault(item => item.Outcome is ReplayOutcome.Failed) is { } surprise)
        {
            await replays.UpdateAsync(ReplaySteps.Stop(replay, $"Order '{surprise.Document.Id}' of '{surprise.Document.Channel}' did not do as planned. {surprise.Note}", time.GetUtcNow()), [], default);
        }
    }

    private async Task<ReplayItem> ApplyAsync(Replay replay, ReplayItem item)
    {
        var answer = await grains.GetGrain<IOrderGrain>(item.Document.ToString()).Replay(new(replay.Id, item.DocumentVersion, replay.Reason));
        return answer switch
        {
            ReplayedOrder.Applied => Ended(item, replay.Action is ReplayAction.Discard ? ReplayOutcome.Done : ReplayOutcome.Applied, null),
            ReplayedOrder.Changed => Ended(item, ReplayOutcome.Skipped, "It changed since the plan; nothing was done with it. Plan it anew."),
            ReplayedOrder.NotFound => Ended(item, ReplayOutcome.Skipped, "It is gone."),
            _ => Ended(item, ReplayOutcome.Skipped, "Nothing of it waits for a person."),
        };
    }

    private async Task<ReplayItem> JudgeAsync(Replay replay, ReplayItem item)
    {
        if (await orders.LoadAsync(item.Document) is not { } state)
        {
            return Ended(item, ReplayOutcome.Failed, "It is gone.");
        }

        var verdict = ReplayVerdict.Of(item.Plan, state);
        return verdict.Outcome is not ReplayOutcome.Applied ? Ended(item, verdict.Outcome, verdict.Why)
            : time.GetUtcNow() - replay.WaveAt > ReplayLimits.SettleWithin ? Ended(item, ReplayOutcome.Failed, $"It has not come to rest within {ReplayLimits.SettleWithin.TotalMinutes:0} minutes; see its explain.")
            : item;
    }

    private ReplayItem Ended(ReplayItem item, ReplayOutcome outcome, string? note) => item with { Outcome = outcome, Note = note, At = time.GetUtcNow() };
}
