using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Reconciliation;

public sealed class OrderComparisonTests
{
    [Fact]
    public void An_order_that_nobody_knows_here_is_taken_in()
    {
        var drift = OrderComparison.Of(Some.Key, Some.Order(), null, 0)!;

        Assert.Equal((DriftCause.MissedWebhook, DriftRemedy.TakeIn, "order", Some.Noon), (drift.Cause, drift.Remedy, drift.What, drift.Since));
    }

    [Fact]
    public void An_order_of_which_only_a_payment_is_known_is_taken_in()
        => Assert.Equal(DriftCause.MissedWebhook, OrderComparison.Of(Some.Key, Some.Order(), Known(Some.Order() with { UpdatedAt = DateTimeOffset.MinValue }), 0)!.Cause);

    [Fact]
    public void What_both_know_alike_is_no_drift()
    {
        Assert.Null(OrderComparison.Of(Some.Key, Some.Order(), Known(Some.Order()), 0));

        // Changed in nothing that matters here.
        Assert.Null(OrderComparison.Of(Some.Key, Some.Order(minute: 5), Known(Some.Order()), 0));
    }

    [Fact]
    public void A_newer_word_was_missed()
    {
        var drift = OrderComparison.Of(Some.Key, Some.Order(minute: 5, quantity: 3), Known(Some.Order()), 0)!;

        Assert.Equal((DriftCause.MissedWebhook, DriftRemedy.TakeIn, "total, lines[1]"), (drift.Cause, drift.Remedy, drift.What));
        Assert.Equal(("35.7; 3 × MUG (Mug) at 11.9, discount 0, VAT 19 %", "23.8; 2 × MUG (Mug) at 11.9, discount 0, VAT 19 %"), (drift.Theirs, drift.Ours));
    }

    [Fact]
    public void Another_word_of_the_same_instant_changed_silently_and_the_one_that_was_read_later_counts()
    {
        var drift = OrderComparison.Of(Some.Key, Some.Order(quantity: 3), Known(Some.Order()), 0)!;

        Assert.Equal((DriftCause.ChangedSilently, DriftRemedy.TakeIn), (drift.Cause, drift.Remedy));
    }

    [Fact]
    public void A_cancellation_is_a_difference()
        => Assert.Equal("cancelled", OrderComparison.Of(Some.Key, Some.Order(minute: 1, cancelled: true), Known(Some.Order()), 0)!.What);

    [Fact]
    public void Where_ours_is_newer_the_list_is_late()
        => Assert.Null(OrderComparison.Of(Some.Key, Some.Order(quantity: 3), Known(Some.Order(minute: 1)), 0));

    [Theory]
    [InlineData(0.01, true)]
    [InlineData(0.02, false)]
    public void Totals_may_differ_by_the_tolerance(double difference, bool isWithin)
        => Assert.Equal(isWithin, OrderComparison.Of(Some.Key, Some.Order() with { Total = 23.80m + (decimal)difference }, Known(Some.Order()), 0.01m) is null);

    [Fact]
    public void Customers_are_compared_by_themselves()
    {
        var moved = Some.Order(minute: 1, quantity: 3, shipTo: new() { Name = "Ada", Street = "New Street 1", City = "Berlin", Country = "DE" });

        Assert.Equal("shipTo.name, shipTo.street, shipTo.city, shipTo.country", OrderComparison.OfCustomer(Some.Key, moved, Known(Some.Order()))!.What);
        Assert.Null(OrderComparison.OfCustomer(Some.Key, Some.Order(minute: 1, quantity: 3), Known(Some.Order())));
        Assert.Null(OrderComparison.OfCustomer(Some.Key, moved, null));
    }

    private static OrderState Known(Order order) => new() { Key = Some.Key, Order = order, LastEvent = new(Guid.Parse("00000000-0000-7000-8000-000000000001")), ProgressAt = Some.Noon };
}
