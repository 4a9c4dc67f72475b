using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>What one concern of an order says that is next. A concern that is done with says nothing (null), and the one behind it is asked.</summary>
internal abstract record OrderNext
{
    private OrderNext()
    {
    }

    public static OrderNext End { get; } = new Nothing();

    public sealed record Do(EffectRequest Request) : OrderNext;

    /// <summary>A problem that keeps the order from going on; found anew with each event, so that what removes the cause releases it.</summary>
    public sealed record Held(string Code, string Reason) : OrderNext
    {
        public string Owner { get; init; } = Owners.Tenant;
        public IReadOnlyList<Difference> Differences { get; init; } = [];
    }

    public sealed record Awaits(OrderWait Wait) : OrderNext;

    public sealed record Nothing : OrderNext;
}
