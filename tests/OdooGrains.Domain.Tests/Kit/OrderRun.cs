using System.Buffers.Binary;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Tests.Kit;

/// <summary>Drives one order through the saga, one event a call, on a clock of its own; so a test reads as what happened.</summary>
internal sealed class OrderRun
{
    private int _events;

    public OrderPolicy Policy { get; set; } = Some.Policy();
    public DateTimeOffset Now { get; private set; } = Some.Noon;
    public OrderState? Before { get; private set; }
    public OrderFold? Fold { get; private set; }
    public OrderState State => Fold?.State ?? throw new InvalidOperationException("No event was folded yet.");
    public Effect Current => State.Current ?? throw new InvalidOperationException($"The order is {OrderText.Of(State)} and has no current effect.");
    public Effect AtChannel => State.CurrentAtChannel ?? throw new InvalidOperationException($"The order is {OrderText.Of(State)} and has no effect at the channel.");

    public OrderRun Stated(Order order) => Folded(new OrderEvent.Stated(order, Id(++_events)));

    /// <summary>States it with the event id of a given arrival, counted from 1.</summary>
    public OrderRun StatedAs(Order order, int arrival) => Folded(new OrderEvent.Stated(order, Id(arrival)));

    /// <summary>One fact becomes known.</summary>
    public OrderRun Told(OrderFact fact) => Folded(new OrderEvent.Told(fact, Id(++_events)));

    public OrderRun Retried() => Folded(new OrderEvent.Retried());

    public OrderRun Discarded(string reason = "Booked by hand.") => Folded(new OrderEvent.Discarded(reason));

    /// <summary>From here on under another policy.</summary>
    public OrderRun Under(OrderPolicy policy)
    {
        Policy = policy;
        return this;
    }

    public OrderRun Forced(string reason = "The old database is gone.") => Folded(new OrderEvent.Forced(Policy.Erp, reason));

    /// <summary>What the owner of the connection does before a call leaves.</summary>
    public OrderRun Marked() => Marked(Current);

    public OrderRun MarkedAtChannel() => Marked(AtChannel);

    private OrderRun Marked(Effect effect)
    {
        var marked = EffectMachine.Mark(effect, epoch: 1, Now);
        Fold = new(State with { Effects = [.. State.Effects.Select(effect => effect.Key == marked.Key ? marked : effect)] }, [], IsChange: true);
        return this;
    }

    /// <summary>An answer to the last attempt of the current effect; marks it first where it is planned.</summary>
    public OrderRun Answered(EffectOutcome outcome) => Answered(() => Current, outcome);

    public OrderRun AnsweredAtChannel(EffectOutcome outcome) => Answered(() => AtChannel, outcome);

    public OrderRun DoneAtChannel() => AnsweredAtChannel(Some.Done(AtChannel.Request));

    /// <summary>Everything that is wanted is done, until nothing is.</summary>
    public OrderRun DoneAll()
    {
        while (State.Unsettled.FirstOrDefault(effect => effect.IsOpen) is { } effect)
        {
            Now = effect.DueAt > Now ? effect.DueAt : Now;
            Answered(() => State.Effects.Single(each => each.Key == effect.Key), Some.Done(effect.Request));
        }

        return this;
    }

    private OrderRun Answered(Func<Effect> which, EffectOutcome outcome)
    {
        if (which().Status is EffectStatus.Planned)
        {
            Marked(which());
        }

        return Folded(new OrderEvent.Settled(which().Key, which().Attempts, outcome));
    }

    public OrderRun Done(decimal? total = null) => Answered(Some.Done(Current.Request, total));

    public OrderRun InDoubt() => Answered(new EffectOutcome.InDoubt("The connection was reset."));

    public OrderRun Refused(string code = "unknown_sku") => Answered(Some.Failed(FailureClass.Business, code));

    /// <summary>A look-up that left now.</summary>
    public OrderRun LookedUp(EffectOutcome outcome) => Folded(new OrderEvent.Settled(Current.Key, Current.Attempts, outcome, Now));

    public OrderRun Found() => LookedUp(Some.Done(Current.Request));

    public OrderRun NotFound() => LookedUp(new EffectOutcome.NotFound());

    public OrderRun After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public OrderRun AfterSettleDelay() => After(Some.SettleDelay);

    public OrderRun Folded(OrderEvent @event)
    {
        Before = Fold?.State;
        Fold = OrderSaga.Fold(Before, Some.Key, @event, Policy, Now, draw: 1);
        return this;
    }

    public static EventId Id(int arrival)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes, arrival);
        return new(new Guid(bytes, bigEndian: true));
    }
}
