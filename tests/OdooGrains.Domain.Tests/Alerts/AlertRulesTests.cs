using OdooGrains.Domain.Alerts;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Tests.Alerts;

public class AlertRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Late = Now.AddSeconds(-1), InTime = Now.AddSeconds(1);

    public static TheoryData<AlertKind, AlertSubject, bool, bool> Cells => new()
    {
        { AlertKind.Stall, new(Late), false, true },
        { AlertKind.Stall, new(InTime), false, false },
        { AlertKind.Stall, new(Late, IsHeld: true), false, false },
        { AlertKind.Stall, new(), false, false },
        { AlertKind.Hold, new(Late, IsHeld: true), false, true },
        { AlertKind.Hold, new(InTime, IsHeld: true), false, false },
        { AlertKind.Hold, new(Late), false, false },
        { AlertKind.Breaker, new(IsConnection: true), false, true },
        { AlertKind.Breaker, new(IsConnection: true), true, false },
        { AlertKind.Breaker, new(), false, false },
        { AlertKind.Auth, new(IsConnection: true, IsAuthFailed: true), true, true },
        { AlertKind.Auth, new(IsConnection: true), false, false },
    };

    [Theory, MemberData(nameof(Cells))]
    public void An_alert_stands_as_long_as_its_cause(AlertKind kind, AlertSubject subject, bool isBreakerClosed, bool stands)
    {
        var alert = new Alert { Id = Guid.Empty, Key = Key(1, kind), Since = Now, RaisedAt = Now };

        Assert.Equal(stands, AlertRules.Stands(new(alert, subject), _ => isBreakerClosed, Now));
    }

    [Fact]
    public void A_cause_that_is_seen_twice_is_raised_once()
        => Assert.Single(AlertRules.ToRaise([new(Key(1), Now), new(Key(1), Late)], (_, _) => 0));

    [Fact]
    public void Of_a_tenant_and_kind_no_more_are_raised_than_may_be_open_the_oldest_first()
    {
        var causes = Enumerable.Range(1, 20).Select(number => new AlertCause(Key(number), Now.AddMinutes(-number))).Append(new(Key(1, AlertKind.Auth), Now)).ToList();

        var raised = AlertRules.ToRaise(causes, (_, kind) => kind is AlertKind.Stall ? AlertRules.OpenMax - 3 : 0);

        Assert.Equal(["shop/20", "shop/19", "shop/18", "shop"], raised.Select(cause => cause.Key.Subject));
        Assert.Empty(AlertRules.ToRaise(causes[..20], (_, _) => AlertRules.OpenMax + 5));
    }

    [Fact]
    public void The_attempts_of_a_message_span_most_of_a_day_and_no_more()
    {
        TimeSpan Span(double draw) => Enumerable.Range(1, AlertRetries.AttemptsMax).Select(attempt => AlertRetries.After(attempt, draw) ?? TimeSpan.Zero).Aggregate((one, other) => one + other);

        Assert.Null(AlertRetries.After(AlertRetries.AttemptsMax, 0.5));
        Assert.InRange(Span(0), TimeSpan.FromHours(21), TimeSpan.FromHours(24));
        Assert.InRange(Span(1), TimeSpan.FromHours(21), TimeSpan.FromHours(24));
        Assert.Equal(TimeSpan.FromSeconds(5), AlertRetries.After(1, 0));
    }

    private static AlertKey Key(int number, AlertKind kind = AlertKind.Stall)
        => new(new TenantId("acme"), kind, new ConnectionId("shop"), kind is AlertKind.Stall or AlertKind.Hold ? $"{number}" : "");
}
