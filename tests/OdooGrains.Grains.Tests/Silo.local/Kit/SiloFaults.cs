namespace OdooGrains.Grains.Tests.Kit;

/// <summary>Does to calls between grains what a test says; nothing, until it says something.</summary>
internal sealed class SiloFaults : ISiloFaults
{
    /// <summary>Given the grain and the method, such as <c>IOrderGrain.Apply</c>; null lets the call arrive.</summary>
    public Func<GrainId, string, CallFault?>? On { get; set; }

    /// <summary>Which grains end after their next turn; null for none.</summary>
    public Func<GrainId, bool>? Deactivates { get; set; }

    public CallFault OnCall(GrainId target, string method) => On?.Invoke(target, method) ?? CallFault.None;

    public bool DeactivateAfterTurn(GrainId grain) => Deactivates?.Invoke(grain) ?? false;
}
