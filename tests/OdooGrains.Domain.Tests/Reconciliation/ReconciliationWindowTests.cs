using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Reconciliation;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Reconciliation;

public sealed class ReconciliationWindowTests
{
    [Fact]
    public void Windows_leave_no_gap_and_judge_nothing_that_may_still_be_on_its_way()
    {
        var first = ReconciliationWindow.Next(Some.Noon, null);
        var second = ReconciliationWindow.Next(Some.Noon.AddHours(3), first.Until);

        Assert.Equal((Some.Noon.AddDays(-1), Some.Noon.AddMinutes(-10)), (first.Since, first.Until));
        Assert.Equal((first.Until.AddMinutes(-15), Some.Noon.AddHours(3).AddMinutes(-10)), (second.Since, second.Until));
        Assert.Equal(first.Until, second.ListedSince);
        Assert.True(second.Judges(second.Until));
        Assert.False(second.Judges(second.Until.AddTicks(1)));
    }

    [Fact]
    public void Audit_checkpoints_follow_each_other_exactly()
    {
        var first = ReconciliationWindow.OfPostings(Some.Noon, null);
        var second = ReconciliationWindow.OfPostings(Some.Noon.AddHours(3), first.Until);

        Assert.Equal((first.Until, Some.Noon.AddHours(3).AddMinutes(-1)), (second.Since, second.Until));
    }

    [Fact]
    public void Postings_are_summed_by_operation_and_currency_over_pages()
    {
        var payment = new Payment { Id = "pi_1", Kind = PaymentKind.Capture, Status = PaymentStatus.Succeeded, Amount = 30m, Currency = "EUR", UpdatedAt = Some.Noon };
        Effect invoice = Posted(OrderSteps.Invoice, new InvoiceOrder("42", []), new OrderInvoiced("7", "INV/7", 23.80m, []));
        Effect paid = Posted(OrderSteps.Payment, new RegisterPayment("7", payment, 23.80m), new PaymentRegistered("9", 0));

        var sums = PostingSums.Add(PostingSums.Add(new Dictionary<string, decimal>(), [invoice, paid]), [invoice]);

        Assert.Equal(new Dictionary<string, decimal> { ["order.invoice"] = 47.60m, ["order.payment EUR"] = 23.80m }, sums);
    }

    [Theory]
    [InlineData("acme/orders")]
    [InlineData("acme/postings")]
    public void A_key_reads_as_it_is_written(string key) => Assert.Equal(key, ReconciliationKey.Parse(key).ToString());

    [Theory]
    [InlineData("acme")]
    [InlineData("acme/Orders")]
    [InlineData("acme/weather")]
    public void What_is_no_key_is_refused(string key) => Assert.Contains("tenant/subject", Assert.Throws<ArgumentException>(() => ReconciliationKey.Parse(key)).Message, StringComparison.Ordinal);

    private static Effect Posted(string step, EffectRequest request, EffectResult result) => new()
    {
        Key = new(Some.Key, step, 1),
        Connection = new("odoo"),
        ConfigVersion = 1,
        Operation = OrderSteps.Operation(step),
        ExternalKey = "og",
        HotKey = "order",
        Request = request,
        Result = result,
        Status = EffectStatus.Confirmed,
        DueAt = Some.Noon,
        PlannedAt = Some.Noon,
    };
}
