using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Model;

/// <summary>
/// One order from its first word to its end: statements, facts, echoes and outcomes in any order and as often as they like, with calls that
/// are lost, late, refused or in doubt in between.
/// </summary>
internal sealed class FollowWorld
{
    private readonly Choices _choices;
    private readonly List<OrderEvent.Settled> _answers = [];
    private readonly List<string> _log = [];
    private readonly List<(DateTimeOffset At, Effect Effect)> _late = [];
    private int _events;

    public FollowWorld(Choices choices)
    {
        _choices = choices;
        Story = new(choices);
        var grade = choices.Of(Grade.Guaranteed, Grade.DetectedAndRepaired);
        Policy = Some.Following(grade, Story.Terms);
        Erp = new(grade == Grade.Guaranteed);
    }

    public OrderStory Story { get; }
    public FollowErp Erp { get; }
    public OrderPolicy Policy { get; }
    public DateTimeOffset Now { get; private set; } = Some.Noon;
    public OrderState? State { get; private set; }
    public Action<OrderState> Folded { get; set; } = _ => { };
    public string Log => string.Join("\n", _log);

    /// <summary>What may happen beside the story: the channel cancels, a payment fails after all, a person discards.</summary>
    public void Play()
    {
        while (_choices.AreLeft)
        {
            switch (_choices.Next(60))
            {
                case 0 when State is not null:
                    Fold(new OrderEvent.Discarded("Booked by hand."));
                    break;
                case 1:
                    Fold(new OrderEvent.Stated(Story.Order with { UpdatedAt = Some.Noon.AddMinutes(50), CancelledAt = Some.Noon.AddMinutes(50), CancelReason = "customer" }, OrderRun.Id(++_events)));
                    break;
                case 2:
                    Tell(Facts.Captured(minute: 55, status: PaymentStatus.Failed));
                    break;
                default:
                    Step();
                    break;
            }
        }

        Finish();
    }

    /// <summary>Only the story happens.</summary>
    public void PlayWell()
    {
        while (_choices.AreLeft)
        {
            Step();
        }

        Finish();
    }

    /// <summary>Everything is told once more, the last first, and everything goes well from now on.</summary>
    public void Finish()
    {
        foreach (var fact in Story.Facts.Reverse())
        {
            Tell(fact);
        }

        Fold(new OrderEvent.Stated(Story.Order, OrderRun.Id(++_events)));
        for (var steps = 0; State!.Unsettled.Any() || Erp.Echoes.Count > 0; steps++)
        {
            Assert.True(steps < 300, $"Still {OrderText.Of(State)} after 300 steps.\n{Log}");
            foreach (var echo in Erp.Echoes.ToList())
            {
                Erp.Echoes.Remove(echo);
                Tell(echo);
            }

            foreach (var effect in State.Unsettled.ToList())
            {
                WorkWell(State.Effects.Single(each => each.Key == effect.Key));
            }
        }
    }

    private void Step()
    {
        switch (_choices.Next(10))
        {
            case 0 or 1 or 2 when State?.Unsettled.Any() == true:
                Work(_choices.Of([.. State.Unsettled]));
                break;
            case 3:
                Fold(new OrderEvent.Stated(Story.Order, OrderRun.Id(++_events)));
                break;
            case 4 when _answers.Count > 0:
                Fold(_answers[_choices.Next(_answers.Count)]);
                break;
            case 5 when State is not null:
                Fold(new OrderEvent.Retried());
                break;
            case 6 when Erp.Echoes.Count > 0:
                Tell(Erp.Echoes[_choices.Next(Erp.Echoes.Count)]);
                break;
            case 7:
                Wait(TimeSpan.FromSeconds(_choices.Of(1, 60, 200)));
                break;
            default:
                Tell(Story.Facts[_choices.Next(Story.Facts.Count)]);
                break;
        }
    }

    private void Tell(OrderFact fact) => Fold(new OrderEvent.Told(fact, OrderRun.Id(++_events)));

    private void WorkWell(Effect effect)
    {
        Wait(effect.DueAt - Now);
        switch (effect.Status)
        {
            case EffectStatus.Planned:
                var marked = Mark(effect);
                Answer(marked, IsBackAlready(marked) ? Some.Failed(FailureClass.Business) : new EffectOutcome.Done(Erp.Run(marked)));
                break;
            case EffectStatus.Sent or EffectStatus.InDoubt:
                Wait(TimeSpan.FromSeconds(30));
                Fold(new OrderEvent.Settled(effect.Key, effect.Attempts, Erp.LookUp(effect), Now));
                break;
            default:
                Fold(new OrderEvent.Retried());
                break;
        }
    }

    private void Work(Effect effect)
    {
        switch (effect.Status)
        {
            case EffectStatus.Planned:
                Wait(effect.DueAt - Now);
                Call(Mark(effect));
                break;
            case EffectStatus.Sent or EffectStatus.InDoubt:
                Wait(effect.DueAt - Now);
                var found = new OrderEvent.Settled(effect.Key, effect.Attempts, Erp.LookUp(effect), Now);
                _answers.Add(found);
                Fold(found);
                break;
            default:
                Fold(new OrderEvent.Retried());
                break;
        }
    }

    // Goods come back once: what the warehouse took back by itself, no call can take back again, whether or not that was told yet.
    private bool IsBackAlready(Effect effect)
        => effect.Request is ReturnGoods goods && Story.Fates.Any(fate => fate.IsBackUnasked && OrderLedger.Quantity(goods.Lines, fate.Line.Id) > 0);

    private void Call(Effect effect)
    {
        switch (_choices.Next(8))
        {
            case 0 or 1 or 2 or 3 or 4 when IsBackAlready(effect):
                Answer(effect, Some.Failed(FailureClass.Business));
                break;
            case 0 or 1 or 2:
                Answer(effect, new EffectOutcome.Done(Erp.Run(effect)));
                break;
            case 3:
                Erp.Run(effect);
                Answer(effect, new EffectOutcome.InDoubt("Its answer was lost."));
                break;
            case 4:
                _late.Add((Now + _choices.Of(TimeSpan.FromSeconds(1), Some.SettleDelay - TimeSpan.FromTicks(1)), effect));
                Answer(effect, new EffectOutcome.InDoubt("It runs late."));
                break;
            case 5:
                Answer(effect, new EffectOutcome.InDoubt("It never runs."));
                break;
            case 6:
                Answer(effect, Some.Failed(FailureClass.Transient));
                break;
            default:
                Answer(effect, Some.Failed(FailureClass.Business));
                break;
        }
    }

    private Effect Mark(Effect effect)
    {
        var marked = EffectMachine.Mark(effect, epoch: 1, Now);
        State = State! with { Effects = [.. State.Effects.Select(other => other.Key == marked.Key ? marked : other)] };
        return marked;
    }

    private void Answer(Effect effect, EffectOutcome outcome)
    {
        var answer = new OrderEvent.Settled(effect.Key, effect.Attempts, outcome);
        _answers.Add(answer);
        Fold(answer);
    }

    private void Wait(TimeSpan time)
    {
        Now += time > TimeSpan.Zero ? time : TimeSpan.Zero;
        foreach (var late in _late.Where(call => call.At <= Now).ToList())
        {
            _late.Remove(late);
            Erp.Run(late.Effect);
        }
    }

    private void Fold(OrderEvent @event)
    {
        var before = State;
        var fold = OrderSaga.Fold(before, Some.Key, @event, Policy, Now, draw: 0.5);
        State = fold.State;
        _log.Add($"{Now:mm:ss} {Short(@event)} → {OrderText.Of(before, fold)}");
        OrderRules.Check(before, fold, Log);
        Folded(State);
    }

    private static string Short(OrderEvent @event) => @event switch
    {
        OrderEvent.Told { Fact: OrderFact.PaymentFact { Payment: var payment } } => $"{payment.Kind} {payment.Id} {payment.Status} {payment.Amount} {payment.UpdatedAt:mm}",
        OrderEvent.Told { Fact: OrderFact.RefundFact { Refund: var refund } } => $"refund {refund.Id} {refund.Status} {refund.Total} {refund.UpdatedAt:mm}: {string.Join(", ", refund.Lines)}",
        OrderEvent.Told { Fact: OrderFact.DeliveryFact { Delivery: var delivery } } => $"delivery {delivery.Source} {delivery.Id} {delivery.Status} {(delivery.IsReturn ? "back" : "")}: {string.Join(", ", delivery.Lines)}",
        OrderEvent.Settled settled => $"{settled.Effect.Step} {settled.Effect.Revision} attempt {settled.Attempt} {settled.Outcome.GetType().Name}",
        _ => @event.GetType().Name,
    };
}
