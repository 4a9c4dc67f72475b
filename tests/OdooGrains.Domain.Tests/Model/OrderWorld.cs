using System.Text.Json;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Model;

/// <summary>
/// One order, its channel, the owner of the ERP connection and the ERP, on one clock. Each fault that the ledger must survive is a choice:
/// lost and late answers, calls that run late or never, owners that die, refusals, repeats, any order of statements.
/// </summary>
internal sealed class OrderWorld(IReadOnlyList<Order> statements, Choices choices, Grade grade, bool amendConfirmed)
{
    private readonly OrderPolicy _policy = Some.Policy(grade, amendConfirmed);
    private readonly List<(DateTimeOffset At, Action Land)> _underWay = [];

    /// <summary>Every answer ever given: each may come late, and again.</summary>
    private readonly List<OrderEvent.Settled> _answers = [];
    private readonly Dictionary<EffectKey, string> _sent = [];
    private readonly HashSet<EffectKey> _confirmed = [];
    private readonly List<string> _log = [];
    private DateTimeOffset _now = Some.Noon;

    public ModelErp Erp { get; } = new(grade == Grade.Guaranteed);
    public OrderState? State { get; private set; }

    /// <summary>What happened, for the message of a failing test.</summary>
    public string Log => string.Join("\n", _log);

    /// <summary>The statement that arrived as the given one, counted from 0; as often as it likes.</summary>
    public void Arrive(int arrival) => Fold(new OrderEvent.Stated(statements[arrival], OrderRun.Id(arrival + 1)));

    /// <summary>One thing happens, by choice.</summary>
    public void Step(bool mayDiscard = false)
    {
        switch (choices.Next(mayDiscard ? 14 : 13))
        {
            case < 5 when State is not null:
                Work();
                break;
            case 5 or 6 when _answers.Count > 0:
                Fold(_answers[choices.Next(_answers.Count)]);
                break;
            case 7:
                Wait(TimeSpan.FromSeconds(choices.Of(1, 10, 60, 200)));
                break;
            case 8 when State is not null:
                Fold(new OrderEvent.Retried());
                break;
            case 9 when State?.Effects.LastOrDefault() is { } last:
                Fold(new OrderEvent.Settled(last.Key, last.Attempts + choices.Of(-1, 1), Some.Done(last.Request)));
                break;
            case 12 when State is not null:
                Fold(new OrderEvent.Forced(_policy.Erp, "The database moves."));
                break;
            case 13 when State is not null:
                Fold(new OrderEvent.Discarded("Booked by hand."));
                break;
            default:
                Arrive(choices.Next(statements.Count));
                break;
        }
    }

    /// <summary>Everything goes well from now on, until nothing is left to do.</summary>
    public void Drain()
    {
        for (var step = 0; State!.Current is not null || (State.Hold is { } hold && hold.Code != OrderHold.Invalid); step++)
        {
            Assert.True(step < 100, $"Still {OrderText.Of(State)} after 100 steps.\n{Log}");
            WorkWell();
        }
    }

    /// <summary>Every call that could still run has run.</summary>
    public void LandAll() => Wait(Some.SettleDelay);

    private void WorkWell()
    {
        switch (State!.Current)
        {
            case { Status: EffectStatus.Planned } effect:
                WaitUntil(effect.DueAt);
                var marked = Mark(effect);
                Answer(marked, new EffectOutcome.Done(Erp.Receive(marked)()));
                break;
            case { Status: EffectStatus.Sent } effect:
                Answer(effect, new EffectOutcome.InDoubt("No outcome."));
                break;
            case { Status: EffectStatus.InDoubt } effect:
                WaitUntil(effect.DueAt);
                Fold(new OrderEvent.Settled(effect.Key, effect.Attempts, Erp.LookUp(effect), _now));
                break;
            default:
                Fold(new OrderEvent.Retried());
                break;
        }
    }

    private void Work()
    {
        switch (State!.Current)
        {
            case { Status: EffectStatus.Planned } effect:
                WaitUntil(effect.DueAt);
                Call(Mark(effect));
                break;
            case { Status: EffectStatus.Sent } effect when choices.Next(2) == 0:
                Answer(effect, new EffectOutcome.InDoubt("No outcome."));
                break;
            case { Status: EffectStatus.Sent } effect:
                LookUp(effect);
                break;
            case { Status: EffectStatus.InDoubt } effect:
                WaitUntil(effect.DueAt);
                LookUp(effect);
                break;
            default:
                break;
        }
    }

    // The fates of a call, the good one first.
    private void Call(Effect effect)
    {
        var run = Erp.Receive(effect);
        switch (choices.Next(9))
        {
            case 0 or 1:
                Answer(effect, new EffectOutcome.Done(run()));
                break;
            case 2:
                run();
                Answer(effect, new EffectOutcome.InDoubt("Its answer was lost."));
                break;
            case 3:
                RunLate(effect, run);
                Answer(effect, new EffectOutcome.InDoubt("It runs late."));
                break;
            case 4:
                Answer(effect, new EffectOutcome.InDoubt("It never runs."));
                break;
            case 5:
                Answer(effect, Some.Failed(choices.Of(FailureClass.Transient, FailureClass.Throttled, FailureClass.Poison)));
                break;
            case 6:
                Answer(effect, Some.Failed(FailureClass.Business));
                break;
            case 7:
                run();
                break;
            default:
                RunLate(effect, run);
                break;
        }
    }

    private void RunLate(Effect effect, Func<EffectResult> run)
    {
        var at = _now + choices.Of(TimeSpan.FromSeconds(1), Some.SettleDelay / 2, Some.SettleDelay - TimeSpan.FromTicks(1));
        _underWay.Add((at, () =>
        {
            _log.Add($"{_now:mm:ss} {effect.Key.Step} {effect.Key.Revision} attempt {effect.Attempts} runs late");
            _answers.Add(new(effect.Key, effect.Attempts, new EffectOutcome.Done(run())));
        }));
    }

    // The ERP is asked now; its answer comes now, or at any time later.
    private void LookUp(Effect effect)
    {
        var answer = new OrderEvent.Settled(effect.Key, effect.Attempts, Erp.LookUp(effect), _now);
        _answers.Add(answer);
        var fate = choices.Next(4);
        if (fate < 3)
        {
            Fold(fate == 2 ? answer with { Outcome = Some.Failed(FailureClass.Transient) } : answer);
        }
    }

    private Effect Mark(Effect effect)
    {
        var marked = EffectMachine.Mark(effect, epoch: 1, _now);
        Assert.DoesNotContain(effect.Key, _confirmed);
        var payload = JsonSerializer.Serialize(marked.Request, DomainJson.Default.EffectRequest);
        Assert.True(_sent.TryAdd(effect.Key, payload) || _sent[effect.Key] == payload, $"The payload of {effect.Key} changed after it was sent.\n{Log}");
        State = State! with { Effects = [.. State.Effects.Select(other => other.Key == marked.Key ? marked : other)] };
        _log.Add($"{_now:mm:ss} mark {effect.Key.Step} {effect.Key.Revision} attempt {marked.Attempts}");
        return marked;
    }

    private void Answer(Effect effect, EffectOutcome outcome)
    {
        var answer = new OrderEvent.Settled(effect.Key, effect.Attempts, outcome);
        _answers.Add(answer);
        Fold(answer);
    }

    private void Fold(OrderEvent @event)
    {
        var before = State;
        var fold = OrderSaga.Fold(before, Some.Key, @event, _policy, _now, draw: 0.5);
        State = fold.State;
        _log.Add($"{_now:mm:ss} {Short(@event)} → {OrderText.Of(before, fold)}");
        OrderRules.Check(before, fold, Log);
        _confirmed.UnionWith(State.Effects.Where(effect => effect.Status is EffectStatus.Confirmed).Select(effect => effect.Key));
        CheckErp();
    }

    private void CheckErp()
    {
        Assert.True(Erp.Orders.Count <= 1, $"The ERP has {Erp.Orders.Count} orders.\n{Log}");
        Assert.True(Erp.CustomersMax <= 1, $"The ERP has a customer twice.\n{Log}");
    }

    private void WaitUntil(DateTimeOffset at)
    {
        if (at > _now)
        {
            Wait(at - _now);
        }
    }

    private void Wait(TimeSpan time)
    {
        var until = _now + time;
        while (_underWay.Where(call => call.At <= until).OrderBy(call => call.At).ToList() is [var next, ..])
        {
            _underWay.Remove(next);
            _now = next.At > _now ? next.At : _now;
            next.Land();
        }

        _now = until;
        CheckErp();
    }

    private static string Short(OrderEvent @event) => @event switch
    {
        OrderEvent.Stated { Order: var order, Event: var id } => $"stated {id.ToString()[..8]} {order.UpdatedAt:mm}: {ModelErp.Text(order)} {order.Customer.Name} {ModelErp.AddressId(order.ShipTo)} {order.CancelledAt:mm}",
        OrderEvent.Settled settled => $"{settled.Effect.Step} {settled.Effect.Revision} attempt {settled.Attempt} {settled.Outcome.GetType().Name}",
        _ => @event.GetType().Name,
    };
}
