using System.Globalization;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Inventory;

/// <summary>
/// How a channel is told a level, as pure steps of its row: marked, called, settled; and after a doubt read back. A channel sells by itself, so each push
/// says which level it believes to be there, and learns from a refusal what was sold that nobody told us of.
/// </summary>
public static class PushPlan
{
    /// <summary>What to do for a row next.</summary>
    public static PushStep Next(ChannelStock row, DateTimeOffset now) => row switch
    {
        // Under way for nobody: its process ended, or its answer was not stored.
        { Push.Mark: not null } or { Push.Level: null } => PushStep.Read,
        _ when row.Expected == row.ToTell(now) => PushStep.Agree,
        _ => PushStep.Push,
    };

    /// <summary>The channel has the level already, since it took off by itself what it sold.</summary>
    public static ChannelStock Agree(ChannelStock row, DateTimeOffset now)
        => Put(row, row.Push with { Sequence = row.Sequence, Failures = 0, LastFailure = null, Unlisted = null }, now);

    /// <summary>A push that is about to leave.</summary>
    public static ChannelStock Mark(ChannelStock row, DateTimeOffset now)
    {
        var from = row.Expected ?? throw new InvalidOperationException($"The level of '{row.Sku}' at {row.Connection} is not known; read it first.");
        var key = string.Create(CultureInfo.InvariantCulture, $"{row.Connection}/{Uri.EscapeDataString(row.Sku)}/{row.Sequence}/{row.Push.Version}");
        return row with { Push = row.Push with { Mark = new(row.ToTell(now), from, row.Sold + row.Unseen(now), row.Sequence, key, now), RecheckAt = now + EffectMachine.OutcomeGrace } };
    }

    /// <summary>The channel has the level.</summary>
    public static ChannelStock Done(ChannelStock row, DateTimeOffset now)
    {
        var mark = Marked(row);
        return Known(row, mark.Level, mark.Sold, now, mark.Sequence);
    }

    /// <summary>It had another level than we believed: it sold what nobody told us of, or somebody changed it there.</summary>
    /// <param name="actual">What it has; null where nobody knows: it is read.</param>
    public static ChannelStock ChangedElsewhere(ChannelStock row, int? actual, DateTimeOffset now)
    {
        var mark = Marked(row);
        return actual is { } level ? Known(row, level, mark.Sold + Math.Max(0, mark.From - level), now, row.Push.Sequence) : InDoubt(row, now);
    }

    /// <summary>The channel does not list the product.</summary>
    public static ChannelStock Unlisted(ChannelStock row, string reason, DateTimeOffset now) => row with
    {
        Push = row.Push with { Mark = null, Level = null, Sequence = row.Sequence, Unlisted = reason, At = now, UnseenSince = null, DueAt = now + StockLimits.UnlistedAgainAfter, RecheckAt = now + StockLimits.UnlistedAgainAfter },
    };

    /// <summary>Surely not told.</summary>
    public static ChannelStock Failed(ChannelStock row, Failure failure, TimeSpan backoff, DateTimeOffset now)
    {
        if (failure.Code is EffectFailures.RefusedTogether or EffectFailures.NotSent)
        {
            return row with { Push = row.Push with { Mark = null, RecheckAt = null, DueAt = now } };
        }

        return row with { Push = row.Push with { Mark = null, RecheckAt = null, Failures = row.Push.Failures + 1, LastFailure = failure, DueAt = now + Longer(failure.RetryAfter, backoff) } };
    }

    /// <summary>Told or not: it is read back at once.</summary>
    public static ChannelStock InDoubt(ChannelStock row, DateTimeOffset now) => row with { Push = row.Push with { RecheckAt = now, DueAt = now } };

    /// <summary>Reading failed; it is read again.</summary>
    public static ChannelStock NotRead(ChannelStock row, Failure failure, TimeSpan backoff, DateTimeOffset now)
    {
        var again = now + Longer(failure.RetryAfter, backoff);
        return row with { Push = row.Push with { Failures = row.Push.Failures + 1, LastFailure = failure, DueAt = again, RecheckAt = again } };
    }

    /// <summary>
    /// The level as the channel has it. A push in doubt came to the nearest of its two levels that what was read can have come from by sales; what was sold
    /// on top is unseen.
    /// </summary>
    public static ChannelStock Read(ChannelStock row, int actual, DateTimeOffset now)
    {
        if (row.Push.Mark is not { } mark)
        {
            // What is there says what is still to be told, whatever was told before.
            return Known(row, actual, row.Sold, now, actual == row.Wanted ? row.Sequence : Math.Min(row.Push.Sequence, row.Sequence - 1));
        }

        var (isTold, isNotTold) = (mark.Level >= actual, mark.From >= actual);
        var told = isTold && (!isNotTold || mark.Level <= mark.From);
        var start = told ? mark.Level : isNotTold ? mark.From : actual;
        return Known(row, actual, mark.Sold + (start - actual), now, told ? mark.Sequence : row.Push.Sequence);
    }

    private static ChannelStock Known(ChannelStock row, int level, decimal sold, DateTimeOffset now, long sequence) => Put(
        row,
        row.Push with { Level = level, LevelSold = sold, Sequence = sequence, At = now, Mark = null, Failures = 0, LastFailure = null, Unlisted = null, UnseenSince = sold > row.Sold ? row.Push.UnseenSince ?? now : null, DueAt = now },
        now);

    // While sales are unseen the level is looked at once more when their time is over.
    private static ChannelStock Put(ChannelStock row, ChannelPush push, DateTimeOffset now)
    {
        var next = row with { Push = push };
        return next with { Push = push with { RecheckAt = next.Unseen(now) > 0 ? push.UnseenSince + StockLimits.UnseenFor : null } };
    }

    private static PushMark Marked(ChannelStock row) => row.Push.Mark ?? throw new InvalidOperationException($"No push of '{row.Sku}' to {row.Connection} is under way.");

    private static TimeSpan Longer(TimeSpan? asked, TimeSpan backoff) => asked is { } wait && wait > backoff ? wait : backoff;
}

/// <summary>What a level needs next.</summary>
public enum PushStep
{
    /// <summary>It is there already.</summary>
    Agree,
    /// <summary>What the channel has must be read first.</summary>
    Read,
    Push,
}
