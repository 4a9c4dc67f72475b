namespace OdooGrains.LocalSilo;

/// <summary>Does to a call what the simulation wants done.</summary>
internal static class CallFaults
{
    public static void Apply(LocalSilo silo, GrainId id, Invocation call, CallFault fault)
    {
        switch (fault)
        {
            case CallFault.Fail:
                call.Fail(new SiloUnavailableException($"{call.Method.Name} of {id} did not arrive."));
                break;
            case CallFault.Drop:
                After(silo, silo.Options.ResponseTimeout, () => call.Abandon(new TimeoutException($"{call.Method.Name} of {id} gave no answer.")));
                break;
            case CallFault.Delay delay:
                After(silo, delay.By, () => silo.Deliver(id, call));
                break;
            case CallFault.SecondActivation:
                silo.Deliver(id, call, silo.Directory.FindOrCreateSecond(id));
                break;
            case CallFault.OlderActivation:
                silo.Deliver(id, call, silo.Directory.FindOlder(id));
                break;
            default:
                call.AnswerLost = fault is CallFault.LoseAnswer;
                silo.Deliver(id, call);
                break;
        }
    }

    private static void After(LocalSilo silo, TimeSpan time, Action action)
    {
        ITimer? timer = null;
        timer = silo.Time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                action();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(time, Timeout.InfiniteTimeSpan);
    }
}
