using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Credit notes give back exactly what the channel gave back, once. The order: two mugs of 9.50 (11.31 with tax, 22.61 both), shipping 5.95.</summary>
public sealed class CreditTests
{
    public static TheoryData<int, string> Protocols => new() { { 16, "auto" }, { 17, "auto" }, { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_whole_refund_is_credited_to_the_cent(int version, string protocol)
    {
        var (lab, order, invoice) = await InvoicedAsync(version, protocol);

        var credited = Done<OrderCredited>(await lab.RunAsync(new CreditOrder(order, invoice, Refund(28.56m, 5.95m, 0, new RefundLine("1", 2, 22.61m, Restock.Return)))));

        Assert.Equal(28.56m, credited.Total);
        var note = lab.Record("account.move", credited.CreditNoteId);
        Assert.Equal(("posted", "out_refund", int.Parse(invoice, null)), (note["state"], note["move_type"], note["reversed_entry_id"]));
        Assert.Equal(0m, Mug(lab)["qty_invoiced"]);
    }

    [Fact]
    public async Task A_draft_that_a_refused_try_left_half_way_is_posted_by_the_next()
    {
        var (lab, order, invoice) = await InvoicedAsync();
        var request = new CreditOrder(order, invoice, Refund(11.31m, 0, 0, new RefundLine("1", 1, 11.31m, Restock.Return)));
        lab.Odoo.Faults.Next(1, "account.move", "action_post", OdooFaultKind.OperationalError);
        Assert.Equal(FailureClass.Transient, Failed(await lab.RunAsync(request)).Class);

        Done<OrderCredited>(Assert.Single(await lab.RunAsync([lab.Effect(request, attempts: 2) with { DoubtfulSince = null }])));

        Assert.Equal("posted", Assert.Single(lab.Odoo.Records("account.move"), move => Equals(move["move_type"], "out_refund"))["state"]);
    }

    [Theory]
    [InlineData(Restock.None, 2)]
    [InlineData(Restock.Cancel, 1)]
    [InlineData(Restock.Return, 1)]
    public async Task Goods_that_stay_with_the_buyer_stay_invoiced(Restock restock, decimal invoiced)
    {
        var (lab, order, invoice) = await InvoicedAsync();

        var credited = Done<OrderCredited>(await lab.RunAsync(new CreditOrder(order, invoice, Refund(11.31m, 0, 0, new RefundLine("1", 1, 11.31m, restock)))));

        Assert.Equal((11.31m, invoiced), (credited.Total, Mug(lab)["qty_invoiced"]));
    }

    [Theory]
    [InlineData(false, 3, 10, 10)]
    [InlineData(false, 7, 33.33, 33.33)]
    [InlineData(true, 3, 10, 10)]
    [InlineData(true, 7, 99.99, 99.99)]
    [InlineData(false, 1, 0.01, 0.01)]
    [InlineData(false, 0, 4.99, 4.99)]
    public async Task Amounts_that_no_unit_price_carries_come_out_to_the_cent(bool included, decimal quantity, decimal amount, decimal total)
    {
        var (lab, order, invoice) = await InvoicedAsync(included: included, quantity: 20);

        Assert.Equal(total, Done<OrderCredited>(await lab.RunAsync(new CreditOrder(order, invoice, Refund(total, 0, 0, new RefundLine("1", quantity, amount, Restock.Return))))).Total);
    }

    [Theory]
    [InlineData(15, 0, 15)]
    [InlineData(8.31, -3, 11.31)]
    [InlineData(13.31, 2, 11.31)]
    public async Task Goodwill_and_deductions_are_a_line_of_their_own(decimal total, decimal adjustment, decimal line)
    {
        var (lab, order, invoice) = await InvoicedAsync();
        var lines = adjustment == 0 ? [] : new[] { new RefundLine("1", 1, line, Restock.None) };

        Assert.Equal(total, Done<OrderCredited>(await lab.RunAsync(new CreditOrder(order, invoice, Refund(total, 0, adjustment == 0 ? total : adjustment, lines)))).Total);
    }

    [Fact]
    public async Task A_refund_that_does_not_add_up_is_held_and_leaves_no_draft()
    {
        var (lab, order, invoice) = await InvoicedAsync();

        var failure = Failed(await lab.RunAsync(new CreditOrder(order, invoice, Refund(12, 0, 0, new RefundLine("1", 1, 11.31m, Restock.None)))));

        Assert.Equal((FailureClass.Business, "total_differs"), (failure.Class, failure.Code));
        Assert.Contains("11.31 of the refund of 12.00 EUR", failure.Message, StringComparison.Ordinal);
        Assert.Single(lab.Odoo.Records("account.move"));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Whatever_call_is_lost_there_is_one_credit_note(int version, string protocol)
    {
        for (var at = 0; at < 12; at++)
        {
            foreach (var isReached in new[] { true, false })
            {
                var (lab, order, invoice) = await InvoicedAsync(version, protocol);
                lab.Egress.Lose(at, isReached);

                var credited = await lab.SettledAsync<OrderCredited>(new CreditOrder(order, invoice, Refund(11.31m, 0, 0, new RefundLine("1", 1, 11.31m, Restock.Return))));

                var note = Assert.Single(lab.Odoo.Records("account.move"), move => Equals(move["move_type"], "out_refund"));
                Assert.Equal(("posted", 11.31m, 1m), (note["state"], credited.Total, Mug(lab)["qty_invoiced"]));
            }
        }
    }

    [Fact]
    public async Task Globally_rounded_taxes_come_out_to_the_cent_too()
    {
        var (lab, order, invoice) = await InvoicedAsync(settings: new() { TaxRounding = TaxRounding.RoundGlobally });

        var refund = Refund(11.31m + 5.95m, 5.95m, 0, new RefundLine("1", 1, 11.31m, Restock.None));
        Assert.Equal(17.26m, Done<OrderCredited>(await lab.RunAsync(new CreditOrder(order, invoice, refund))).Total);
    }

    [Fact]
    public async Task Two_refunds_are_two_notes_and_each_is_found_as_itself()
    {
        var (lab, order, invoice) = await InvoicedAsync();
        var one = new CreditOrder(order, invoice, Refund(11.31m, 0, 0, new RefundLine("1", 1, 11.31m, Restock.Return)));
        var two = one with { Refund = one.Refund with { Id = "r2" } };

        var first = Done<OrderCredited>(await lab.RunAsync(one));
        var second = Done<OrderCredited>(await lab.RunAsync(two, revision: 2));

        Assert.NotEqual(first.CreditNoteId, second.CreditNoteId);
        Assert.Equal((first, second), (Done<OrderCredited>(await lab.LookUpAsync(one)), Done<OrderCredited>(await lab.LookUpAsync(two, revision: 2))));
    }

    [Fact]
    public async Task What_was_invoiced_is_credited_also_after_the_order_was_cancelled()
    {
        var (lab, order, invoice) = await InvoicedAsync();
        lab.Odoo.Change("sale.order", int.Parse(order, null), ("state", "cancel"));

        Assert.Equal(5.95m, Done<OrderCredited>(await lab.RunAsync(new CreditOrder(order, invoice, Refund(5.95m, 5.95m, 0)))).Total);
    }

    /// <summary>An Odoo so slow that one attempt never comes to its last call: the next one goes on where it ended.</summary>
    [Fact]
    public async Task A_draft_that_was_not_posted_in_time_is_posted_by_the_next_attempt()
    {
        var (lab, order, invoice) = await InvoicedAsync();
        var request = new CreditOrder(order, invoice, Refund(11.31m, 0, 0, new RefundLine("1", 1, 11.31m, Restock.None)));
        lab.Egress.Instead = call =>
        {
            lab.Time.Advance(TimeSpan.FromSeconds(1.4));
            return null;
        };

        Assert.Equal("too_slow", Failed(await lab.RunAsync(request)).Code);
        Done<OrderCredited>(await lab.RunAsync(request, attempts: 2));
        Assert.Equal(2, lab.Odoo.Records("account.move").Count);
    }

    /// <summary>The simulation's seed 286: the goods of a refund left after its shipping was credited, and their note was taken for made.</summary>
    [Fact]
    public async Task One_refund_is_credited_on_one_invoice_in_two_parts()
    {
        var (lab, order, invoice) = await InvoicedAsync();
        var shipping = new CreditOrder(order, invoice, Refund(5.95m, 5.95m, 0));
        var goods = new CreditOrder(order, invoice, Refund(11.31m, 0, 0, new RefundLine("1", 1, 11.31m, Restock.None)));

        var first = Done<OrderCredited>(await lab.RunAsync(shipping));
        var second = Done<OrderCredited>(await lab.RunAsync(goods, revision: 2));

        Assert.NotEqual(first.CreditNoteId, second.CreditNoteId);
        Assert.Equal((first, second), (Done<OrderCredited>(await lab.LookUpAsync(shipping)), Done<OrderCredited>(await lab.LookUpAsync(goods, revision: 2))));
    }

    /// <summary>The simulation's seed 65: the look-up saw the first attempt's draft and not the note, and so it was credited twice.</summary>
    [Fact]
    public async Task A_draft_that_an_earlier_attempt_left_does_not_hide_the_posted_note()
    {
        var (lab, order, invoice) = await InvoicedAsync();
        var request = new CreditOrder(order, invoice, Refund(11.31m, 0, 0, new RefundLine("1", 1, 11.31m, Restock.None)));
        lab.Odoo.Faults.Next(1, "account.move", "action_post", OdooFaultKind.OperationalError);
        Assert.Equal(FailureClass.Transient, Failed(await lab.RunAsync(request)).Class);

        var credited = Done<OrderCredited>(await lab.RunAsync(request));

        Assert.Equal(credited, Done<OrderCredited>(await lab.LookUpAsync(request, attempts: 2)));
        Assert.Single(lab.Odoo.Records("account.move"), move => Equals(move["move_type"], "out_refund") && Equals(move["state"], "posted"));
    }

    [Theory]
    [InlineData("draft", "not_posted")]
    [InlineData("line", "unknown_line")]
    [InlineData("currency", "wrong_currency")]
    public async Task What_cannot_be_credited_is_held_and_nothing_is_written(string what, string code)
    {
        var (lab, order, invoice) = await InvoicedAsync();
        if (what == "draft")
        {
            lab.Odoo.Change("account.move", int.Parse(invoice, null), ("state", "draft"));
        }

        var before = lab.Odoo.Journal.Count;
        var refund = Refund(11.31m, 0, 0, new RefundLine(what == "line" ? "9" : "1", 1, 11.31m, Restock.None)) with { Currency = what == "currency" ? "USD" : "EUR" };

        Assert.Equal(code, Failed(await lab.RunAsync(new CreditOrder(order, invoice, refund))).Code);
        Assert.Equal(before, lab.Odoo.Journal.Count);
    }

    internal static Refund Refund(decimal total, decimal shipping, decimal adjustment, params RefundLine[] lines) => new()
    {
        Id = "r1",
        Lines = lines,
        Shipping = shipping,
        Adjustment = adjustment,
        Total = total,
        Currency = "EUR",
        Status = PaymentStatus.Succeeded,
        UpdatedAt = Order().UpdatedAt,
    };

    private static IReadOnlyDictionary<string, object?> Mug(OdooLab lab) => lab.Lines.Single(line => Equals(line["product_id"], lab.Mug));

    private static async Task<(OdooLab Lab, string Order, string Invoice)> InvoicedAsync(int version = 19, string protocol = "auto", bool included = false, decimal quantity = 2, OdooSettings? settings = null)
    {
        var lab = new OdooLab(version, protocol, settings);
        var wanted = Order(included);
        var order = await lab.SoldAsync(wanted with { Lines = [wanted.Lines[0] with { Quantity = quantity }] });
        return (lab, order, Done<OrderInvoiced>(await lab.RunAsync(InvoiceTests.Wanted(order, quantity))).InvoiceId);
    }
}
