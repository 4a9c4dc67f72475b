using OdooGrains.Connectors.Egress;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Simulation;

/// <summary>
/// The way of one process to all outside systems, in virtual time. A request that has left reaches Odoo whatever becomes of its sender; Odoo
/// answers into nowhere where the sender has died or given up.
/// </summary>
internal sealed class Network(World world, Life life) : IEgress
{
    // Odoo ends a request after 120 s (limit_time_real); what has not been done by then is never done.
    private const int OdooLimitSeconds = 118;
    private readonly Random _random = world.FaultChance;

    public async Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
    {
        world.Step(life);
        await life.Alive;
        var rates = world.Options.Rates;
        if (world.StormIsOn && Chance(rates.NotSent))
        {
            world.Tally.Hit(Fault.RequestNotSent);
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1, 2_000)), world.Time, CancellationToken.None);
            await life.Alive;
            return new EgressOutcome.NotSent("unreachable", "The host cannot be connected to.");
        }

        var flight = new Flight(world, life, request, Travel(request));
        flight.Leave(world.StormIsOn && Chance(rates.RequestLost));
        var outcome = await flight.OutcomeAsync(cancellation);
        world.Step(life);
        await life.Alive;
        return outcome;
    }

    private TimeSpan Travel(EgressRequest request)
    {
        if (!world.StormIsOn)
        {
            return Milliseconds(2, 40);
        }

        var rates = world.Options.Rates;
        if (Chance(rates.LateCommit))
        {
            world.Tally.Hit(Fault.LateCommit);
            return TimeSpan.FromSeconds(request.Timeout.TotalSeconds + 1 + (_random.NextDouble() * (OdooLimitSeconds - 1 - request.Timeout.TotalSeconds)));
        }

        if (Chance(rates.SlowRequest))
        {
            world.Tally.Hit(Fault.SlowRequest);
            return Milliseconds(500, 25_000);
        }

        return Milliseconds(2, 120);
    }

    private TimeSpan Milliseconds(int from, int to) => TimeSpan.FromMilliseconds(from + (_random.NextDouble() * (to - from)));

    private bool Chance(int perMille) => perMille > 0 && _random.Next(1000) < perMille;

    /// <summary>One request on its way.</summary>
    private sealed class Flight(World world, Life life, EgressRequest request, TimeSpan travel)
    {
        private readonly TaskCompletionSource<EgressOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<ITimer> _timers = [];
        private readonly TimeSpan _left = world.Elapsed;

        public void Leave(bool isLost)
        {
            After(request.Timeout, () => End(new EgressOutcome.InDoubt("timeout", $"No whole answer within {request.Timeout.TotalSeconds:0.#} s.")));
            if (isLost)
            {
                world.Tally.Hit(Fault.RequestLost);
                world.Log.Add($"lost on its way: {request}");
                After(travel, () => End(new EgressOutcome.InDoubt("broken", "The connection broke before a whole answer came.")));
                return;
            }

            world.InTheAir++;
            After(travel, Arrive);
        }

        public async Task<EgressOutcome> OutcomeAsync(CancellationToken cancellation)
        {
            using var registration = cancellation.UnsafeRegister(static flight => ((Flight)flight!).End(new EgressOutcome.InDoubt("cancelled", "The call was cancelled.")), this);
            return await _outcome.Task;
        }

        private void Arrive()
        {
            world.InTheAir--;
            if (life.IsOver)
            {
                world.Tally.Hit(Fault.DiedWithRequestOnTheWire);
            }

            var erp = world.ErpAt(request.Url.Host);
            erp.Count?.Arrived(_left, world.Elapsed, isAwaited: !life.IsOver && !_outcome.Task.IsCompleted);
            var answer = erp.Answer(request);
            switch (answer.Delivery)
            {
                case Delivery.DropAnswer:
                    world.Tally.Hit(Fault.AnswerLostAfterCommit);
                    Break();
                    break;
                case Delivery.Reset:
                    Break();
                    break;
                case Delivery.Late late:
                    After(answer.ServiceTime + late.Delay, () => End(Answered(answer)));
                    break;
                default:
                    After(answer.ServiceTime, () => End(Answered(answer)));
                    break;
            }
        }

        private void Break() => After(TimeSpan.FromMilliseconds(10), () => End(new EgressOutcome.InDoubt("broken", "The connection broke before a whole answer came.")));

        private static EgressOutcome.Answered Answered(OdooAnswer answer) => new(
            answer.Status,
            answer.Headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => string.Join(",", group.Select(header => header.Value)), StringComparer.OrdinalIgnoreCase),
            answer.Body);

        private void End(EgressOutcome outcome) => _outcome.TrySetResult(outcome);

        private void After(TimeSpan time, Action action) => _timers.Add(world.Time.CreateTimer(static action => ((Action)action!)(), action, time, Timeout.InfiniteTimeSpan));
    }
}
