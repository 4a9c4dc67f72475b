using OdooGrains.TestKit.Memory;

namespace OdooGrains.Simulation;

/// <summary>What the calls of one process to the store meet: latency, outages, commits without an answer, and the death of the process.</summary>
internal sealed class StoreGate(World world, Life life)
{
    private readonly Random _random = world.FaultChance;
    private int _commitsUnknown;

    /// <summary>Before a call takes effect.</summary>
    public async Task<StoreFault> BeforeAsync(StoreCall call)
    {
        world.Step(life);
        await Task.Delay(Latency(), world.Time);
        await life.Alive;
        var fault = world.StormIsOn ? Draw(call) : StoreFault.None;
        if (fault is not StoreFault.None)
        {
            world.Log.Add($"store {call.Name} of {call.Tenant}: {fault}");
        }

        return fault;
    }

    /// <summary>After it took effect, before its caller hears of it.</summary>
    public async Task AnswerAsync(StoreCall call)
    {
        world.Step(life);
        if (life.IsOver && call.Writes)
        {
            world.Tally.Hit(Fault.DiedWithCommitOnTheWay);
        }

        // A read's answer is as old as its call: one delay is enough for it.
        if (call.Writes || life.IsOver)
        {
            await Task.Delay(Latency(), world.Time);
            await life.Alive;
        }
    }

    private StoreFault Draw(StoreCall call)
    {
        var rates = world.Options.Rates;
        if (Chance(rates.StoreUnavailable))
        {
            world.Tally.Hit(Fault.StoreUnavailable);
            return StoreFault.Unavailable;
        }

        if (!call.Writes)
        {
            return StoreFault.None;
        }

        // Every seed has both kinds, whatever its rates.
        _commitsUnknown++;
        if (Chance(rates.CommittedUnknown) || (life.Number == 1 && _commitsUnknown == 9))
        {
            world.Tally.Hit(Fault.CommittedButUnknown);
            return StoreFault.CommittedUnknown;
        }

        if (Chance(rates.LostUnknown) || (life.Number == 1 && _commitsUnknown == 12))
        {
            world.Tally.Hit(Fault.LostAndUnknown);
            return StoreFault.NotCommittedUnknown;
        }

        if (call.Name == "Documents.Commit" && Chance(rates.ForeignCommit))
        {
            world.Durable.Touch(call.Tenant!.Value);
        }

        return StoreFault.None;
    }

    private TimeSpan Latency()
    {
        if (world.StormIsOn && Chance(world.Options.Rates.SlowStore))
        {
            world.Tally.Hit(Fault.SlowStore);
            return TimeSpan.FromMilliseconds(_random.Next(500, 4_000));
        }

        return TimeSpan.FromMicroseconds(_random.Next(0, 8_000));
    }

    private bool Chance(int perMille) => perMille > 0 && _random.Next(1000) < perMille;
}
