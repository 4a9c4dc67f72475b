using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Reconciliation;

public sealed class FactComparisonTests
{
    private static readonly OrderFact.PaymentFact Captured = new(new() { Id = "pi_1", Kind = PaymentKind.Capture, Status = PaymentStatus.Succeeded, Amount = 23.80m, Currency = "EUR", UpdatedAt = Some.Noon });
    private static readonly OrderFact.RefundFact Refunded = new(new() { Id = "r1", Total = 11.90m, Currency = "EUR", Status = PaymentStatus.Succeeded, UpdatedAt = Some.Noon });
    private static readonly OrderFact.DeliveryFact Delivered = new(new() { Id = "out/1", Source = DeliverySource.Erp, Status = DeliveryStatus.Done, Lines = [new("1", 2)], UpdatedAt = Some.Noon });

    public static TheoryData<OrderFact> Facts { get; } = new(Captured, Refunded, Delivered);

    [Theory]
    [MemberData(nameof(Facts))]
    public void What_both_know_alike_is_no_drift(OrderFact fact) => Assert.Null(FactComparison.Of(Some.Key, fact, Known(fact), 0));

    [Theory]
    [MemberData(nameof(Facts))]
    public void What_was_never_told_here_is_taken_in(OrderFact fact)
        => Assert.Equal((DriftCause.MissedWebhook, DriftRemedy.TakeIn), Verdict(FactComparison.Of(Some.Key, fact, Known(), 0)));

    [Theory]
    [MemberData(nameof(Facts))]
    public void What_is_told_of_an_order_that_nobody_knows_is_taken_in_and_waits_for_it(OrderFact fact)
        => Assert.Equal((DriftCause.UnknownHere, DriftRemedy.TakeIn), Verdict(FactComparison.Of(Some.Key, fact, null, 0)));

    [Fact]
    public void A_newer_word_is_taken_in()
        => Assert.Equal((DriftCause.MissedWebhook, DriftRemedy.TakeIn), Verdict(FactComparison.Of(Some.Key, Told(PaymentStatus.Succeeded, minute: 1), Known(Told(PaymentStatus.Pending)), 0)));

    [Fact]
    public void An_older_word_of_what_went_on_is_no_drift()
        => Assert.Null(FactComparison.Of(Some.Key, Told(PaymentStatus.Pending), Known(Told(PaymentStatus.Succeeded, minute: 1)), 0));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Money_that_moved_and_differs_is_for_a_person_whoever_said_it_last(int minute)
        => Assert.Equal((DriftCause.AmountDiffers, DriftRemedy.Person), Verdict(FactComparison.Of(Some.Key, Told(PaymentStatus.Succeeded, amount: 20m), Known(Told(PaymentStatus.Succeeded, minute)), 0.01m)));

    [Fact]
    public void Another_word_of_the_same_instant_is_for_a_person()
        => Assert.Equal((DriftCause.ChangedSilently, DriftRemedy.Person), Verdict(FactComparison.Of(Some.Key, Told(PaymentStatus.Failed), Known(Told(PaymentStatus.Succeeded)), 0)));

    [Fact]
    public void Amounts_may_differ_by_the_tolerance()
        => Assert.Null(FactComparison.Of(Some.Key, Told(PaymentStatus.Succeeded, amount: 23.81m), Known(Captured), 0.01m));

    [Fact]
    public void An_authorisation_and_its_capture_are_two_things()
        => Assert.Equal(DriftCause.MissedWebhook, FactComparison.Of(Some.Key, new OrderFact.PaymentFact(Captured.Payment with { Kind = PaymentKind.Authorization }), Known(Captured), 0)!.Cause);

    [Fact]
    public void A_delivery_that_the_channel_was_never_told_of_is_for_a_person()
    {
        var left = Known(Delivered) with { IsConfirmedInErp = true };

        var drift = Assert.Single(FactComparison.NotAnnounced(left, announces: true));
        Assert.Equal((DriftCause.NotAnnounced, DriftRemedy.Person, "delivery out/1"), (drift.Cause, drift.Remedy, drift.What));
        Assert.Empty(FactComparison.NotAnnounced(left, announces: false));
        Assert.Empty(FactComparison.NotAnnounced(left with { Effects = [Announced(EffectStatus.Confirmed)] }, announces: true));

        // Somebody works on it, or waits for a person.
        Assert.Empty(FactComparison.NotAnnounced(left with { Effects = [Announced(EffectStatus.Held)] }, announces: true));
        Assert.Empty(FactComparison.NotAnnounced(left with { Order = Some.Order(cancelled: true) }, announces: true));
    }

    private static OrderFact.PaymentFact Told(PaymentStatus status, int minute = 0, decimal amount = 23.80m)
        => new(Captured.Payment with { Status = status, Amount = amount, UpdatedAt = Some.Noon.AddMinutes(minute) });

    private static Effect Announced(EffectStatus status) => new()
    {
        Key = new(Some.Key, OrderSteps.Announce, 1),
        Connection = new("shop"),
        ConfigVersion = 1,
        Operation = OrderSteps.Operation(OrderSteps.Announce),
        ExternalKey = "og",
        HotKey = "order",
        Request = new AnnounceDelivery("1001", Delivered.Delivery),
        Status = status,
        DueAt = Some.Noon,
        PlannedAt = Some.Noon,
    };

    private static (DriftCause, DriftRemedy) Verdict(Drift? drift) => (drift!.Cause, drift.Remedy);

    private static OrderState Known(params OrderFact[] facts) => new()
    {
        Key = Some.Key,
        Order = Some.Order(),
        Facts = facts.Aggregate(OrderFacts.None, (known, fact) => known.With(fact)),
        LastEvent = new(Guid.Parse("00000000-0000-7000-8000-000000000001")),
        ProgressAt = Some.Noon,
    };
}
