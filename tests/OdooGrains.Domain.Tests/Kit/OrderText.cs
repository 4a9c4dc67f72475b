using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Domain.Tests.Kit;

/// <summary>States and folds in the words of the tables in docs/order-saga.md.</summary>
internal static class OrderText
{
    /// <summary>The event changed nothing.</summary>
    public const string Unchanged = "—";

    /// <summary>Something became known, and the order stays where it is.</summary>
    public const string Stays = "stays";

    /// <summary>Such as <c>customer_ensured, held unknown_sku · book 1 held</c>.</summary>
    public static string Of(OrderState state) => Of(state, _ => "");

    private static string Of(OrderState state, Func<Effect, string> remark)
    {
        var hold = state.Hold is { } held ? $", held {held.Code}" : "";
        var awaits = state.Awaits is { } wait ? $", awaits {wait.ToString().ToLowerInvariant()}" : "";
        return OrderHead.StatusText(state with { Hold = null }) + hold + awaits + string.Concat(state.Unsettled.Select(effect => $" · {Of(effect)}{remark(effect)}"));
    }

    /// <summary>The state after the fold, and in brackets the other effects that it changed; or one of the two words above.</summary>
    public static string Of(OrderState? before, OrderFold fold)
    {
        if (!fold.IsChange)
        {
            return Unchanged;
        }

        var others = fold.Changed.Where(effect => fold.State.Unsettled.All(unsettled => unsettled.Key != effect.Key)).Select(Of).ToList();
        var text = Of(fold.State, effect => IsReplaced(before, effect) ? " with the new payload" : "") + (others.Count > 0 ? $" ({string.Join(", ", others)})" : "");
        return before is not null && text == Of(before) ? Stays : text;
    }

    private static bool IsReplaced(OrderState? before, Effect effect)
        => before?.Effects.FirstOrDefault(old => old.Key == effect.Key) is { } old && !ReferenceEquals(old.Request, effect.Request);

    private static string Of(Effect effect) => $"{effect.Key.Step} {effect.Key.Revision} {EffectText.Of(effect)}";
}
