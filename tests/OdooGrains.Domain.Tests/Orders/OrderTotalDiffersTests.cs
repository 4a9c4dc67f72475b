using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

public class OrderTotalDiffersTests
{
    private static OrderRun Differing => new OrderRun().Stated(Some.Order(10)).Done().Done(total: 25m);

    [Fact]
    public void A_total_beyond_the_tolerance_holds_before_confirmation_and_names_both()
    {
        var hold = Differing.State.Hold!;
        Assert.Equal((OrderHold.TotalDiffers, "25.00", "23.80"), (hold.Code, hold.Differences[0].Booked, hold.Differences[0].Now));
        Assert.Null(Differing.State.Current);
    }

    [Fact]
    public void A_total_within_the_tolerance_goes_on()
        => Assert.Equal("booked · confirm 1 planned", OrderText.Of(new OrderRun().Stated(Some.Order(10)).Done().Done(total: 23.81m).State));

    [Fact]
    public void A_retry_writes_the_same_content_once_more_so_that_the_erp_computes_again()
    {
        var run = Differing.Retried();
        Assert.Equal("customer_ensured · book 2 planned", OrderText.Of(run.State));
        Assert.Equal("booked, held total_differs", OrderText.Of(run.Done(total: 25m).State));
        Assert.Equal("booked · confirm 1 planned", OrderText.Of(run.Retried().Done().State));
    }

    [Fact]
    public void A_retry_of_a_confirmed_order_does_not_let_other_content_through()
    {
        var run = new OrderRun().Stated(Some.Order(10)).Done().Done().Done();
        run.Stated(Some.Order(11, quantity: 3)).Retried().Done(total: 99m).Retried();
        Assert.Equal("confirmed · book 3 planned", OrderText.Of(run.State));
        run.Stated(Some.Order(12, quantity: 4));
        Assert.Equal("confirmed, held changed_after_confirmation", OrderText.Of(run.State));
        Assert.Equal("confirmed, held total_differs", OrderText.Of(run.Stated(Some.Order(13, quantity: 3)).State));
    }

    [Fact]
    public void An_update_of_a_draft_whose_total_differs_is_written()
        => Assert.Equal("customer_ensured · book 2 planned", OrderText.Of(Differing.Stated(Some.Order(11, quantity: 5)).State));

    [Fact]
    public void A_tolerance_is_inclusive()
        => Assert.Null(OrderTotals.Problem(Some.Order() with { Total = 23.81m }, tolerance: 0.01m));
}
