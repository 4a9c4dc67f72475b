using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Effects;

/// <summary>How to bring an effect into the state of each row of docs/effects.md.</summary>
internal static class EffectRows
{
    /// <summary>The last mark of every row that has one; events happen a second later.</summary>
    public static readonly DateTimeOffset Marked = Some.Noon;

    public static readonly IReadOnlyList<(string Name, Effect Effect)> All =
    [
        ("planned", Planned),
        ("planned again", Sent with { Status = EffectStatus.Planned }),
        ("planned again doubtful", Sent with { Status = EffectStatus.Planned, DoubtfulSince = Marked }),
        ("sent", Sent),
        ("sent doubtful", Sent with { Attempts = 2, DoubtfulSince = Marked.AddMinutes(-1) }),
        ("in doubt", Sent with { Status = EffectStatus.InDoubt, DoubtfulSince = Marked }),
        ("confirmed", Sent with { Status = EffectStatus.Confirmed, SettledAt = Marked }),
        ("held", Sent with { Status = EffectStatus.Held, SettledAt = Marked }),
        ("held doubtful", Sent with { Status = EffectStatus.Held, Attempts = 2, DoubtfulSince = Marked.AddMinutes(-1), SettledAt = Marked }),
        ("held in doubt", EffectMachine.Hold(Sent, "The database moved.", Marked)),
        ("dead", Sent with { Status = EffectStatus.Dead, SettledAt = Marked }),
        ("withdrawn", Sent with { Status = EffectStatus.Withdrawn, SettledAt = Marked }),
    ];

    private static Effect Planned => new()
    {
        Key = new(Some.Key, OrderSteps.Confirm, 1),
        Connection = new("odoo"),
        ConfigVersion = 1,
        Operation = "order.confirm",
        ExternalKey = "acme/shop/1001",
        HotKey = "acme/customer/1",
        Request = new ConfirmOrder("42"),
        DueAt = Marked,
        PlannedAt = Marked,
    };

    private static Effect Sent => Planned with { Status = EffectStatus.Sent, Attempts = 1, Epoch = 1, SentAt = Marked };
}
