using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Domain.Orders;

/// <summary>What is planned for an order of which more may have been done than is known (<see cref="OrderPolicy.KnownSince"/>) is looked up first.</summary>
internal static class OrderRecovery
{
    public static OrderState LookFirst(OrderState state, OrderPolicy policy, DateTimeOffset now)
        => policy.KnownSince is not { } since || state.Order.PlacedAt > since || !state.Effects.Any(IsNew)
            ? state
            : state with { Effects = [.. state.Effects.Select(effect => IsNew(effect) ? EffectMachine.Recover(effect, since, now) : effect)] };

    private static bool IsNew(Effect effect) => effect is { Version: 0, Attempts: 0, Status: EffectStatus.Planned };
}
