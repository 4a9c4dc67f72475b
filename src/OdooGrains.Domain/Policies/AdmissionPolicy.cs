using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Policies;

/// <summary>What has a quota of its own.</summary>
public enum AdmissionClass
{
    /// <summary>Orders, payments and refunds: the lane money.</summary>
    Orders,
    Other,
}

/// <summary>
/// What a tenant may send in. Orders and money have a quota of their own, so that a storm of other events cannot make an order be refused.
/// </summary>
public sealed record AdmissionPolicy
{
    public static AdmissionPolicy Default { get; } = new();

    /// <summary>Orders, payments and refunds.</summary>
    public Quota Orders { get; init; } = new() { PerSecond = 200, Burst = 20_000, BacklogMax = 2_000_000 };

    /// <summary>Everything else: products, customers, stock.</summary>
    public Quota Other { get; init; } = new() { PerSecond = 100, Burst = 5_000, BacklogMax = 500_000 };

    public static AdmissionClass ClassOf(Lane lane) => lane is Lane.Money ? AdmissionClass.Orders : AdmissionClass.Other;

    public Quota Of(AdmissionClass kind) => kind is AdmissionClass.Orders ? Orders : Other;
}

/// <summary>A token bucket and a bound on what waits.</summary>
public sealed record Quota
{
    /// <summary>Events a second, over long.</summary>
    public required double PerSecond { get; init; }

    /// <summary>Events at once.</summary>
    public required int Burst { get; init; }

    /// <summary>Events that are accepted and not folded (docs/policy.md says how exactly they are counted); beyond it none is taken in.</summary>
    public required long BacklogMax { get; init; }
}
