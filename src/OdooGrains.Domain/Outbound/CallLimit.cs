namespace OdooGrains.Domain.Outbound;

/// <summary>What a limit counts.</summary>
public enum CallUnit
{
    /// <summary>HTTP requests.</summary>
    Calls,
    /// <summary>Cost points, as Shopify's GraphQL Admin API counts them.</summary>
    Points,
}

/// <summary>
/// One limit that an outside system states: so much at once, and so much a second over long. The vendor sees, in every window W, at most
/// <see cref="Burst"/> + <see cref="PerSecond"/> × W.
/// </summary>
/// <param name="Name">Such as <c>rest</c> or <c>day</c>; shown in the status.</param>
/// <param name="Operations">The operations that it counts; null for all.</param>
public sealed record CallLimit(string Name, double PerSecond, double Burst, CallUnit Unit = CallUnit.Calls, IReadOnlyList<string>? Operations = null)
{
    // The part of a day's quota that may be spent at once.
    private const double DayAtOnce = 1.0 / 24;

    /// <summary>
    /// So many a day in any 24 hours, also across restarts: an hour's worth at once, the rest evenly. No count need be stored, since a new
    /// owner starts with nothing to spend.
    /// </summary>
    public static CallLimit ADay(int calls) => new("day", calls * (1 - DayAtOnce) / TimeSpan.FromDays(1).TotalSeconds, Math.Max(1, calls * DayAtOnce));

    public bool Counts(string operation) => Operations is null || Operations.Contains(operation);
}

/// <summary>What one call may use up at most, or did, in both units.</summary>
public readonly record struct CallCost(double Calls, double Points = 0)
{
    public double In(CallUnit unit) => unit is CallUnit.Calls ? Calls : Points;

    /// <summary>What a call that might cost this has cost with so many requests. Points are not counted: all, once a request has left.</summary>
    public CallCost Spent(int requests) => requests == 0 ? default : this with { Calls = requests };

    public static CallCost operator +(CallCost one, CallCost other) => new(one.Calls + other.Calls, one.Points + other.Points);

    public static CallCost operator -(CallCost one, CallCost other) => new(one.Calls - other.Calls, one.Points - other.Points);
}
