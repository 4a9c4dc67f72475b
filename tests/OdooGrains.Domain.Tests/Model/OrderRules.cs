using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Model;

/// <summary>What must hold after every single fold.</summary>
internal static class OrderRules
{
    public static void Check(OrderState? before, OrderFold fold, string log)
    {
        var state = fold.State;
        var unsettled = state.Effects.Where(effect => effect.IsOpen || effect.Status is EffectStatus.Held or EffectStatus.Dead).ToList();
        Assert.True(unsettled.Select(effect => effect.Connection).Distinct().Count() == unsettled.Count, $"Two effects of one connection are unsettled.\n{log}");
        Assert.True(state.IsFinished || state.Hold is not null || state.Awaits is not null || unsettled.Any(effect => effect.IsOpen), $"{OrderText.Of(state)}: nobody will go on with it.\n{log}");
        Assert.True(state.Effects.Select(effect => effect.Key).Distinct().Count() == state.Effects.Count, $"A key was given twice.\n{log}");
        foreach (var effect in before?.Effects.Where(effect => effect.Status is EffectStatus.Confirmed or EffectStatus.Withdrawn) ?? [])
        {
            Assert.True(state.Effects.Any(after => ReferenceEquals(after, effect)), $"{effect.Key} changed after it was settled.\n{log}");
        }

        Assert.True(fold.IsChange || (fold.Changed.Count == 0 && ReferenceEquals(before, state)), $"A fold without change changed something.\n{log}");
    }
}
