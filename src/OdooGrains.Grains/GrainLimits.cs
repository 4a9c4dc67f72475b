using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Grains;

/// <summary>The limits of one process; settings of the section <c>Grains</c>.</summary>
public sealed record GrainLimits
{
    /// <summary>Folds at once in this process. Default 64.</summary>
    public int FoldsInFlight { get; init; } = 64;

    /// <summary>Fold hints that wait in memory; what is beyond is left to the sweep. Default 4,096.</summary>
    public int FoldHintsMax { get; init; } = 4_096;

    /// <summary>A hint brings the event along where its body is no larger, so that all hints hold 128 MiB at most. Default 32 KiB.</summary>
    public int FoldHintBytesMax { get; init; } = 32 * 1024;

    /// <summary>Outbound calls at once in this process, over all connections; as many again are marked and wait for their turn. Default 256.</summary>
    public int OutboundCallsMax { get; init; } = 256;

    /// <summary>
    /// Planned effects of a lane that a connection's owner keeps in memory, and as many again that were sent or are in doubt; the rest of the
    /// backlog stays in the store. Default 256.
    /// </summary>
    public int ConnectionWindowMax { get; init; } = 256;

    /// <summary>A call leaves within this time of its mark, by the monotonic clock, else it is marked anew. Default 2 s.</summary>
    public TimeSpan MarkAgeMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A sent effect of this owner that no call is under way for has lost its outcome, this long after its mark: so long, a hint from before the
    /// outcome may be on its way. Default 10 s; the sweep brings it up after the operation's timeout and 5 s.
    /// </summary>
    public TimeSpan LostOutcomeAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// An effect whose hot key is taken, since another effect of it is sent or in doubt, is tried again after this time: one statement a try, and an
    /// effect in doubt is settled in seconds or minutes. Default 2 s.
    /// </summary>
    public TimeSpan HotKeyDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the sweep runs. Default 2 s.</summary>
    public TimeSpan SweepPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A document that was woken, and has not gone on since, is woken again after so long at least. Default 10 s.</summary>
    public TimeSpan WakeAgainAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Documents that are woken again within <see cref="WakeAgainAfter"/>; those beyond it wait for the next. Default 100: a thousand orders behind a
    /// pause are woken every 100 s, and a hundred thousand cost no more of a core.
    /// </summary>
    public int WakesAgainMax { get; init; } = 100;

    /// <summary>An event that is open for so long is hinted by the sweep. Default 2 s.</summary>
    public TimeSpan OpenEventAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Rows that one run of the sweep takes of each kind. Default 500.</summary>
    public int SweepRowsMax { get; init; } = 500;

    /// <summary>Events of one document that are folded in one commit. Default 50.</summary>
    public int EventsPerFoldMax { get; init; } = 50;

    /// <summary>Times that a fold is made again after a version conflict. Default 5.</summary>
    public int FoldTriesMax { get; init; } = 5;

    /// <summary>Work that could not be read, and work without an ERP, should be dealt with by its owner within this time. Default 24 h.</summary>
    public TimeSpan WorkDeadline { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long an event that tells of a payment waits for the order that knows it, and is looked at with each round of the sweep; then it is work of the
    /// tenant. A quiet shop sends its order's webhook hours late. Default 24 h.
    /// </summary>
    public TimeSpan UnclaimedFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A page of a feed that takes longer has failed. Default 2 min.</summary>
    public TimeSpan FeedPageMax { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often feeds without a reminder, and late ones, are looked for. Default 1 min.</summary>
    public TimeSpan FeedWatchPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Feeds that one such look wakes. Default 200.</summary>
    public int FeedsWokenMax { get; init; } = 200;

    /// <summary>A call that reads or tells stock and takes longer has failed. Default 1 min.</summary>
    public TimeSpan StockCallMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Hints at levels of one channel that come within this time are one. Default 50 ms.</summary>
    public TimeSpan StockHintEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often stock that nobody counted or told is looked for. Default 10 s.</summary>
    public TimeSpan StockWatchPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Products, and channels, that one such look wakes. Default 500.</summary>
    public int StockWokenMax { get; init; } = 500;

    /// <summary>Times that a product is counted again after another wrote it. Default 10.</summary>
    public int CountTriesMax { get; init; } = 10;

    /// <summary>Rows that one step of an erasure removes. Default 1,000.</summary>
    public int EraseBatch { get; init; } = 1_000;

    /// <summary>Internal, so that no setting leads to it: the control of the isolation benchmark.</summary>
    internal QueueDiscipline Discipline { get; init; }

    /// <summary>Orders take nothing of the stock here. Internal likewise: the control of the sale that must not oversell.</summary>
    internal bool IgnoresReservations { get; init; }
}
