using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Overview;

namespace OdooGrains.Domain.Tests.Overview;

public class TenantConditionTests
{
    [Fact]
    public void The_worst_comes_first_and_says_what_is_bad_in_a_word()
    {
        TenantCondition[] all =
        [
            Tenant("a-fine"), Tenant("b-fine", events: 5), Tenant("held", held: 1), Tenant("behind", oldest: 61), Tenant("stalled", stalled: 1),
            Tenant("stalled-more", stalled: 2), Tenant("breaker", alert: AlertKind.Breaker), Tenant("auth", alert: AlertKind.Auth), Tenant("not-yet-behind", oldest: 60),
        ];

        var worst = TenantCondition.WorstFirst(all);

        Assert.Equal(["auth", "breaker", "stalled-more", "stalled", "behind", "held", "not-yet-behind", "b-fine", "a-fine"], worst.Select(one => one.Tenant.Id.Value));
        Assert.Equal(["auth", "breaker", "stalled", "stalled", "behind", "held", "ok", "ok", "ok"], worst.Select(one => one.Bad));
    }

    private static TenantCondition Tenant(string id, long events = 0, int? oldest = null, long held = 0, long stalled = 0, AlertKind? alert = null) => new(
        new() { Id = new(id), Name = id, CreatedAt = default }, events, 0, oldest is { } seconds ? TimeSpan.FromSeconds(seconds) : null, held, stalled,
        alert is { } kind ? new Dictionary<AlertKind, long> { [kind] = 1 } : []);
}
