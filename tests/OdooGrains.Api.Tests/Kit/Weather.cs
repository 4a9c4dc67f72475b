using OdooGrains.TestKit.Memory;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>What goes wrong with the store.</summary>
public sealed class Weather
{
    /// <summary>Decides the fault of each call; null for none.</summary>
    public Func<StoreCall, StoreFault>? Fault { get; set; }

    /// <summary>Calls of this name do not come back before the task ends.</summary>
    public (string Name, Task Until)? Delay { get; set; }

    /// <summary>Told when a call of this name arrives.</summary>
    public (string Name, TaskCompletionSource Signal)? Reached { get; set; }

    /// <summary>All calls so far, by name.</summary>
    public List<string> Calls { get; } = [];

    internal async Task<StoreFault> GateAsync(StoreCall call)
    {
        Calls.Add(call.Name);
        if (Reached is { } reached && reached.Name == call.Name)
        {
            reached.Signal.TrySetResult();
        }

        if (Delay is { } delay && delay.Name == call.Name)
        {
            await delay.Until;
        }

        return Fault?.Invoke(call) ?? StoreFault.None;
    }
}
