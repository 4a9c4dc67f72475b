using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Inventory;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Inbox;
using EventId = OdooGrains.Domain.Events.EventId;

namespace OdooGrains.Grains.Orders;

/// <summary>
/// One order: load, fold, commit, hint. No decision and no HTTP here. One that waits in a backlog is soon let go of: its next call reads it again, and
/// memory must not hold all that waits.
/// </summary>
[CollectionAgeLimit(Minutes = 2)]
public sealed partial class OrderGrain(
    OrderRepository orders,
    IInbox inbox,
    OrderPolicies policies,
    UnclaimedEvents unclaimed,
    ConnectorRegistry connectors,
    GrainLimits limits,
    TimeProvider time,
    IChance chance,
    ILogger<OrderGrain> logger) : Grain, IOrderGrain
{
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(1);

    // Changed later than this after it was placed, an order is known by then.
    private static readonly TimeSpan NewFor = TimeSpan.FromMinutes(5);

    private DocumentKey _key;
    private OrderState? _state;
    private bool _isLoaded, _wasWoken;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = DocumentKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task Fold(FoldHint hint)
    {
        if (DocumentReference.OfDocumentId(_key.Id) is { } reference)
        {
            await unclaimed.LookAsync(_key, reference);
            DeactivateOnIdle();
            return;
        }

        // A fresh event of a young document that nobody loaded is most likely its first: guess that it is new, and let the version check tell. The guess
        // is never kept as the state: a call behind this one would take it for the truth.
        var isGuess = hint is { IsFresh: true, Event: not null } && !_isLoaded;
        if (!isGuess)
        {
            await LoadAsync();
        }

        var events = hint.Event is { } one ? [one] : await inbox.OpenAsync(_key, limits.EventsPerFoldMax, default);
        using var activity = events.Count == 0 ? null : Instruments.Activities.StartActivity("fold", ActivityKind.Internal, events[^1].TraceParent);
        activity?.SetTag("tenant", _key.Tenant.Value).SetTag("document", _key.ToString()).SetTag("events", events.Count);
        if (await ReadAsync(events) is { Count: > 0 } read)
        {
            await FoldInAsync(read, isGuess && read.All(IsNew));
        }

        DeactivateWhenDone();
    }

    public async Task Apply(SettledEffect settled)
    {
        var effect = settled.Effect;
        await CommitAsync([new(null, [new OrderEvent.Settled(effect.Key, effect.Attempts, settled.Outcome.ToOutcome(), settled.AskedAt)])], seen: effect);
        DeactivateWhenDone();
    }

    public async Task Wake()
    {
        // Most are woken because they wait their turn at a busy connection, soon after they were folded: that is known without reading.
        if (_isLoaded && !_wasWoken)
        {
            _wasWoken = true;
            HintOpen(_state);
            return;
        }

        // Nothing has come of that: rows may have been changed by another activation, so what is open is read anew.
        Forget();
        await LoadAsync();
        HintOpen(_state);

        // Woken is what waits in a backlog or behind a pause. The sweep wakes all of it in turn, and memory must not hold all of it.
        DeactivateOnIdle();
    }

    public Task<OrderAnswer> Retry() => CommandAsync(new OrderEvent.Retried());

    public Task<OrderAnswer> Force(ForcedHold hold) => CommandAsync(new OrderEvent.Forced(hold.Connection, hold.Reason));

    public Task<OrderAnswer> Discard(string reason) => CommandAsync(new OrderEvent.Discarded(reason));

    public async Task<ReplayedOrder> Replay(OrderReplay replay)
    {
        Forget();
        await LoadAsync();
        if (_state is null)
        {
            return ReplayedOrder.NotFound;
        }

        OrderEvent command = replay.DiscardReason is { } reason ? new OrderEvent.Discarded(reason, replay.Replay) : new OrderEvent.Retried(replay.Replay);
        var isDone = _state.Version == replay.Version && _state.Replay != replay.Replay && await CommitAsync([new(null, [command])], onlyAt: replay.Version);
        await LoadAsync();
        return isDone || _state?.Replay == replay.Replay ? ReplayedOrder.Applied
            : _state?.Version == replay.Version ? ReplayedOrder.NothingToDo
            : ReplayedOrder.Changed;
    }

    private async Task<OrderAnswer> CommandAsync(OrderEvent command)
    {
        Forget();
        await LoadAsync();
        if (_state is null)
        {
            return OrderAnswer.NotFound;
        }

        return await CommitAsync([new(null, [command])]) ? OrderAnswer.Done : OrderAnswer.NothingToDo;
    }

    private void Forget() => (_state, _isLoaded) = (null, false);

    private async Task LoadAsync()
    {
        if (!_isLoaded)
        {
            _state = await orders.LoadAsync(_key);
            _isLoaded = true;
        }
    }

    // Reads orders, and what is told of them, out of the raw events; what cannot be read becomes open work of an owner, and the rest goes on.
    private async Task<IReadOnlyList<Incoming>> ReadAsync(IReadOnlyList<InboundEvent> events)
    {
        List<Incoming> read = [];
        foreach (var @event in events)
        {
            var (parsed, owner) = await ParseAsync(@event);
            if (parsed is ParsedOrder.Unreadable && !_isLoaded)
            {
                // It may be readable for an order that is bound to an ERP already.
                await LoadAsync();
                (parsed, owner) = await ParseAsync(@event);
            }

            if (parsed is ParsedOrder.Unreadable unreadable)
            {
                await ToWorkAsync(@event.Id, owner, unreadable.Reason);
            }
            else
            {
                read.Add(new(@event.Id, Said(parsed, @event)));
            }
        }

        return read;
    }

    private static IReadOnlyList<OrderEvent> Said(ParsedOrder parsed, InboundEvent @event) => parsed switch
    {
        ParsedOrder.Read { Facts: [], Order: var order } => [new OrderEvent.Stated(order, @event.Id, @event.TraceParent)],
        ParsedOrder.Read read => [new OrderEvent.Stated(read.Order, @event.Id, @event.TraceParent), .. Told(read.Facts, @event)],
        ParsedOrder.Told told => [.. Told(told.Facts, @event)],
        _ => throw new InvalidOperationException($"{parsed.GetType().Name} says nothing of an order."),
    };

    private static IEnumerable<OrderEvent> Told(IReadOnlyList<OrderFact> facts, InboundEvent @event)
        => facts.Select(fact => new OrderEvent.Told(fact, @event.Id, @event.TraceParent));

    private static IEnumerable<OrderFact> Told(IReadOnlyList<Incoming> incoming) => incoming.SelectMany(one => one.What).OfType<OrderEvent.Told>().Select(told => told.Fact);

    private static bool IsNew(Incoming one) => one.What is [OrderEvent.Stated { Order: var order }, ..] && order.UpdatedAt - order.PlacedAt < NewFor;

    private async Task<(ParsedOrder Order, string Owner)> ParseAsync(InboundEvent @event)
    {
        var answer = await policies.ForAsync(new(_key.Tenant, _key.Channel), _state?.Erp);
        // Another system may speak of the channel's order, such as who took its money.
        var source = @event.Connection.Connection == _key.Channel ? answer.Channel : await policies.SourceAsync(@event.Connection);
        if (answer.Policy is null || source is null || connectors.Find(source.Kind)?.Inbound is not { } inbound)
        {
            var reason = answer.Problem ?? $"Connection '{@event.Connection.Connection}' is gone, or of a kind that takes no orders in.";
            return (new ParsedOrder.Unreadable(reason), answer.Problem is null ? Owners.Platform : Owners.Tenant);
        }

        try
        {
            return (inbound.Parse(source, @event.Topic, @event.Body), Owners.Platform);
        }
        catch (Exception error)
        {
            // A mistake of the connector's. Thrown on, it would hold the document's other events back for ever.
            LogParserThrew(_key.Tenant, _key, @event.Id, error);
            return (new ParsedOrder.Unreadable($"Reading it ended with {error.GetType().Name}; see the log."), Owners.Platform);
        }
    }

    private async Task ToWorkAsync(EventId id, string owner, string reason)
    {
        await inbox.ToWorkAsync(_key.Tenant, id, owner, time.GetUtcNow() + limits.WorkDeadline, reason, default);
        LogUnreadable(_key.Tenant, _key, id, reason);
    }

    // What the store refuses it will refuse again: the guilty event becomes work, and the rest goes on.
    private async Task FoldInAsync(IReadOnlyList<Incoming> read, bool isGuess)
    {
        try
        {
            await CommitAsync(read, isGuess);
        }
        catch (StoreRefusedException refused) when (read is [{ Event: { } id }])
        {
            await ToWorkAsync(id, Owners.Platform, refused.Message);
        }
        catch (StoreRefusedException)
        {
            foreach (var one in read)
            {
                await FoldInAsync([one], isGuess: false);
            }
        }
    }

    /// <summary>Folds and commits, again from a fresh load after each conflict. False when nothing changed.</summary>
    /// <param name="isGuess">The first try takes the document for a new one.</param>
    /// <param name="seen">The effect as the connection's owner had it.</param>
    /// <param name="onlyAt">The version that it is for; null for whichever there is.</param>
    private async Task<bool> CommitAsync(IReadOnlyList<Incoming> incoming, bool isGuess = false, Effect? seen = null, long? onlyAt = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (attempt > 1 || !isGuess)
            {
                await LoadAsync();
            }

            if (onlyAt is not null && _state?.Version != onlyAt)
            {
                return false;
            }

            var policy = await PolicyAsync(isStated: incoming[0].Event is not null);
            var before = WithSeen(_state, seen);
            var (state, folded) = FoldAll(before, incoming, policy);
            if (folded.Count == 0 && ReferenceEquals(state, before))
            {
                return false;
            }

            var changed = Changed(before, state);
            var reservations = policy.Reserves ? OrderReservations.Changes(before, state!) : [];
            if (await TryCommitAsync(state!, changed, folded, OrderReferences.Of(Told(incoming)), reservations, policy) is { } stored)
            {
                HintStock(reservations);
                (_state, _isLoaded, _wasWoken) = (stored, true, false);
                Report(before, stored, folded.Count, changed.Count);
                HintOpen(stored);
                return true;
            }

            if (attempt == limits.FoldTriesMax)
            {
                throw new StoreUnavailableException($"Order {_key} changed under {attempt} folds in a row; the sweep will fold it again.");
            }
        }
    }

    private async Task<OrderState?> TryCommitAsync(
        OrderState state, IReadOnlyList<Effect> changed, IReadOnlyList<FoldedEvent> folded, IReadOnlyList<DocumentReference> references, IReadOnlyList<ReservationChange> reservations,
        OrderPolicy policy)
    {
        // Until a commit is known to be done, what is in memory may no longer be what is stored.
        Forget();
        return await orders.CommitAsync(state, changed, folded, references, reservations, policy, time.GetUtcNow());
    }

    private (OrderState? State, List<FoldedEvent> Folded) FoldAll(OrderState? state, IReadOnlyList<Incoming> incoming, OrderPolicy policy)
    {
        List<FoldedEvent> folded = [];
        var now = time.GetUtcNow();
        foreach (var item in incoming)
        {
            var isChange = false;
            foreach (var what in item.What)
            {
                var fold = OrderSaga.Fold(state, _key, what, policy, now, chance.NextDouble());
                (state, isChange) = (fold.State, isChange || fold.IsChange);
            }

            if (item.Event is { } id)
            {
                folded.Add(new(id, ChangedNothing: !isChange));
            }
        }

        return (state, folded);
    }

    // Only a statement of the channel can bind an order to an ERP. What was begun can be ended without one.
    private async Task<OrderPolicy> PolicyAsync(bool isStated)
    {
        var answer = await policies.ForAsync(new(_key.Tenant, _key.Channel), _state?.Erp);
        return answer.Policy ?? (isStated
            ? throw new InvalidOperationException($"Order {_key} cannot be folded. {answer.Problem}")
            : OrderPolicies.WithoutErp(_state?.Erp ?? _key.Channel));
    }

    // The connection's owner has marked the effect since we read it: take its newer row over, or the commit would conflict for nothing.
    private static OrderState? WithSeen(OrderState? state, Effect? seen)
        => state is not null && seen is not null && state.Effects.Any(effect => effect.Key == seen.Key && effect.Version < seen.Version)
            ? state with { Effects = [.. state.Effects.Select(effect => effect.Key == seen.Key ? seen : effect)] }
            : state;

    private static List<Effect> Changed(OrderState? before, OrderState? after)
    {
        HashSet<Effect> known = new(before?.Effects ?? [], ReferenceEqualityComparer.Instance);
        return [.. after!.Effects.Where(effect => !known.Contains(effect))];
    }

    private void HintStock(IReadOnlyList<ReservationChange> reservations)
    {
        foreach (var sku in reservations.Select(change => change.Sku).Distinct())
        {
            _ = GrainFactory.GetGrain<IInventoryGrain>(new StockKey(_key.Tenant, sku).ToString()).Count();
        }
    }

    private void HintOpen(OrderState? state)
    {
        foreach (var effect in state?.Unsettled.Where(effect => effect.IsOpen) ?? [])
        {
            _ = GrainFactory.GetGrain<IConnectionGrain>(new ConnectionKey(_key.Tenant, effect.Connection).ToString()).Hint(new(effect));
        }
    }

    private void DeactivateWhenDone()
    {
        var due = _state?.Unsettled.Where(effect => effect.IsOpen).Min(effect => (DateTimeOffset?)effect.DueAt);
        if (due is null || due > time.GetUtcNow() + IdleAfter)
        {
            DeactivateOnIdle();
        }
    }

    private void Report(OrderState? before, OrderState after, int events, int effects)
    {
        OrderTelemetry.Committed(before, after, events, time.GetUtcNow());
        if (logger.IsEnabled(LogLevel.Information))
        {
            LogFolded(_key.Tenant, _key, after.LastEvent, OrderHead.StatusText(after), effects);
        }
    }

    /// <param name="Event">The event to close; null for outcomes and commands.</param>
    /// <param name="What">What it says, in the order in which it is folded; one event may state an order and tell of its payments.</param>
    private readonly record struct Incoming(EventId? Event, IReadOnlyList<OrderEvent> What);

    [LoggerMessage(Level = LogLevel.Information, Message = "Order {Document} of tenant {Tenant} is {Status} after event {Event}, {Effects} effects changed")]
    private partial void LogFolded(TenantId tenant, DocumentKey document, EventId @event, string status, int effects);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Event} of order {Document} of tenant {Tenant} cannot be folded and waits for a person: {Reason}")]
    private partial void LogUnreadable(TenantId tenant, DocumentKey document, EventId @event, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The connector threw on event {Event} of order {Document} of tenant {Tenant}")]
    private partial void LogParserThrew(TenantId tenant, DocumentKey document, EventId @event, Exception error);
}
