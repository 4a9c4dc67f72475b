namespace OdooGrains.Simulation;

/// <summary>What the calls between the grains of one process meet.</summary>
internal sealed class SiloHarm(World world) : ISiloFaults
{
    private readonly Random _random = world.FaultChance;
    private int _orderCalls, _connectionCalls;

    public CallFault OnCall(GrainId target, string method)
    {
        if (!world.StormIsOn)
        {
            return CallFault.None;
        }

        var isOrder = method.StartsWith("IOrderGrain", StringComparison.Ordinal);
        var count = isOrder ? ++_orderCalls : ++_connectionCalls;
        // Every seed has a second activation of both kinds, whatever its rates.
        if (Chance(world.Options.Rates.SecondActivation) || count == 15)
        {
            world.Tally.Hit(isOrder ? Fault.SecondOrderActivation : Fault.SecondConnectionActivation);
            return Log(target, method, new CallFault.SecondActivation());
        }

        var rates = world.Options.Rates;
        return Try(target, method, Fault.OlderActivation, rates.SecondActivation * 8, () => new CallFault.OlderActivation())
            ?? Try(target, method, Fault.CallFailed, rates.CallFails, () => new CallFault.Fail())
            ?? Try(target, method, Fault.CallAnswerLost, rates.CallLosesAnswer, () => new CallFault.LoseAnswer())
            ?? Try(target, method, Fault.CallDropped, rates.CallDropped, () => new CallFault.Drop())
            ?? Try(target, method, Fault.CallDelayed, rates.CallDelayed, () => new CallFault.Delay(TimeSpan.FromMilliseconds(_random.Next(1, 20_000))))
            ?? CallFault.None;
    }

    public bool DeactivateAfterTurn(GrainId grain)
    {
        if (!world.StormIsOn || !Chance(world.Options.Rates.EarlyDeactivation))
        {
            return false;
        }

        world.Tally.Hit(Fault.EarlyDeactivation);
        return true;
    }

    private CallFault? Try(GrainId target, string method, Fault fault, int perMille, Func<CallFault> harm)
    {
        if (!Chance(perMille))
        {
            return null;
        }

        world.Tally.Hit(fault);
        return Log(target, method, harm());
    }

    private CallFault Log(GrainId target, string method, CallFault fault)
    {
        world.Log.Add($"call {method} of {target}: {fault}");
        return fault;
    }

    private bool Chance(int perMille) => perMille > 0 && _random.Next(1000) < perMille;
}
