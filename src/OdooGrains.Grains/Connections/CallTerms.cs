using OdooGrains.Connectors;
using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Grains.Connections;

/// <summary>On what terms a connection may call now: what its configuration, its connector and policy say together.</summary>
/// <param name="Config">Null where the connection is gone.</param>
/// <param name="Connector">Null where the connection is gone, or of a kind that this process does not know.</param>
/// <param name="Policy">With the connection's own limits applied.</param>
/// <param name="Brownout">What the platform sheds now.</param>
/// <param name="ReadAt">When the terms were read.</param>
internal sealed record CallTerms(
    ConnectionConfig? Config, StoredConnection? Stored, Tenant? Tenant, IConnector? Connector, OutboundPolicy Policy, BrownoutStep Brownout, DateTimeOffset ReadAt)
{
    /// <summary>Look-ups as an operation, for budgets and speeds: they cost alike whatever is looked up.</summary>
    public const string LookUp = "look_up";

    public long Version => Stored?.Version ?? 0;

    /// <summary>What people call the outside system.</summary>
    public string System => Connector?.Manifest.Title ?? "The outside system";

    public IReadOnlyList<CallLimit> Limits { get; } = Pacing.Limits(Config is null ? [] : Connector?.Outbound?.Limits(Config) ?? Connector?.Feeds?.Limits(Config) ?? [], Policy);

    /// <summary>Refused credentials keep look-ups back too: they would be refused.</summary>
    public bool MayCall => Stored is not { Status: ConnectionStatus.AuthFailed };

    /// <summary>A pause keeps planned effects back; what waits for a connection that is gone is sent, and the sender refuses it: so it is held, with an owner.</summary>
    public bool MaySend => Stored is null || (Stored.Status is ConnectionStatus.Active && Tenant?.Status is TenantStatus.Active);

    /// <summary>Why nothing is sent, in a sentence; null while it is.</summary>
    public string? Paused => this switch
    {
        { Stored: null } or { Tenant: null } => "The connection does not exist (any more).",
        { Tenant.Status: not TenantStatus.Active } => $"The tenant is {Tenant.Status.ToString().ToLowerInvariant()}.",
        { Stored.Blocked: { } blocked } => blocked,
        _ => null,
    };

    /// <summary>
    /// When a lane that is switched to batches, or a posting that has a schedule, lets out what was planned before, or one that is shed is looked at again;
    /// null in real time.
    /// </summary>
    public DateTimeOffset? LetOutAt(Effect effect)
        => Brownout.Sheds(effect.Lane) ? ReadAt + BrownoutLadder.RetryAfter
            : Policy.PostingSchedule is { } schedule && OrderSteps.Postings.Contains(effect.Key.Step) ? schedule.Next(effect.PlannedAt)
            : Policy.BatchedLanes.Contains(effect.Lane) ? Next(effect.PlannedAt, Policy.BatchEvery)
            : null;

    /// <summary>What the call may use up at most, with what it takes to open a session where none is.</summary>
    public CallCost Cost(Effect effect)
    {
        var operation = Operation(effect.Operation);
        var calls = effect switch
        {
            _ when operation is null => 1,
            { Status: EffectStatus.InDoubt } => operation.LookUpCost,

            // A try that was refused may have left something behind that is read before the next.
            { IsFresh: true, Attempts: 0 } => operation.Cost,
            _ => Math.Max(operation.Cost, operation.RepeatCost),
        };
        return new(calls + SessionCost, operation?.Points ?? 0);
    }

    /// <summary>The same of a page of a feed.</summary>
    public CallCost Cost(FeedManifest feed) => new(feed.Cost + SessionCost, feed.Points);

    /// <summary>What one page carries at most: levels that are told, or the page itself.</summary>
    public int PageMax(FeedManifest feed) => feed.Name == StockFeeds.Levels ? Math.Min(Policy.BatchMax, Connector?.Stock?.LevelsMax ?? 1) : 1;

    /// <summary>Effects of one call, at most.</summary>
    public int BatchMax(string operation) => Math.Min(Policy.BatchMax, Config is not null && Operation(operation) is { } known ? Connector!.Outbound!.BatchMax(Config, known) : 1);

    /// <summary>So much of an operation, as a forecast sees it.</summary>
    public OperationBacklog Backlog(string operation, long effects) => new(operation, effects, new(Operation(operation)?.Cost ?? 1, Operation(operation)?.Points ?? 0), BatchMax(operation));

    private int SessionCost => Config is null ? 0 : Connector?.Outbound?.SessionCost(Config) ?? 0;

    private OperationManifest? Operation(string name) => Connector?.Manifest.Operations.FirstOrDefault(operation => operation.Name == name);

    private static DateTimeOffset Next(DateTimeOffset after, TimeSpan every) => new(((after.UtcTicks / every.Ticks) + 1) * every.Ticks, TimeSpan.Zero);
}
