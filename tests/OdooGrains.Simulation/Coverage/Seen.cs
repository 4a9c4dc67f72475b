namespace OdooGrains.Simulation;

/// <summary>What the owner of a connection does on its own account, counted where it shows.</summary>
internal static class Seen
{
    public const string Batch = "outbound call of several effects";
    public const string RefusedTogether = "outbound several effects refused together";
    public const string BreakerOpened = "outbound breaker opened";
    public const string BreakerClosed = "outbound breaker closed";

    public static IReadOnlyList<string> All { get; } = [Batch, RefusedTogether, BreakerOpened, BreakerClosed];
}
