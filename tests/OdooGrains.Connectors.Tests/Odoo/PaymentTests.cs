using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

/// <summary>Payments are registered once, in the journal of their gateway.</summary>
public sealed class PaymentTests
{
    public static TheoryData<int, string> Protocols => new() { { 16, "auto" }, { 17, "auto" }, { 18, "auto" }, { 19, "auto" }, { 19, "jsonrpc" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_payment_in_full_pays_the_invoice(int version, string protocol)
    {
        var (lab, invoice) = await InvoicedAsync(version, protocol);

        var registered = Done<PaymentRegistered>(await lab.RunAsync(Paid(invoice, 28.56m)));

        Assert.Equal(0, registered.Residual);
        Assert.Equal("paid", lab.Record("account.move", invoice)["payment_state"]);
        Assert.Equal($"pi_1/{invoice}", lab.Record("account.payment", registered.PaymentId)[version >= 18 ? "memo" : "ref"]);
    }

    [Fact]
    public async Task Parts_are_registered_one_by_one()
    {
        var (lab, invoice) = await InvoicedAsync(19, "auto");

        Assert.Equal(18.56m, Done<PaymentRegistered>(await lab.RunAsync(Paid(invoice, 10))).Residual);
        Assert.Equal(0m, Done<PaymentRegistered>(await lab.RunAsync(Paid(invoice, 18.56m, "pi_2"), revision: 2)).Residual);
        Assert.Equal([10m, 18.56m], lab.Odoo.Records("account.payment").Select(payment => payment["amount"]));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Whatever_call_is_lost_the_payment_is_registered_once(int version, string protocol)
    {
        for (var at = 0; at < 8; at++)
        {
            foreach (var isReached in new[] { true, false })
            {
                var (lab, invoice) = await InvoicedAsync(version, protocol);
                lab.Egress.Lose(at, isReached);

                await lab.SettledAsync<PaymentRegistered>(Paid(invoice, 10));

                Assert.Single(lab.Odoo.Records("account.payment"));
                Assert.Equal(18.56m, lab.Record("account.move", invoice)["amount_residual"]);
            }
        }
    }

    [Fact]
    public async Task The_gateway_chooses_the_journal()
    {
        var (lab, invoice) = await InvoicedAsync(19, "auto");
        var till = lab.Odoo.Seed("account.journal", ("name", "Till"), ("code", "TILL"), ("type", "bank"), ("sequence", 20));
        lab.Set("paymentJournals", new JsonObject { ["stripe"] = till });

        var other = Done<PaymentRegistered>(await lab.RunAsync(Paid(invoice, 10, gateway: "paypal")));
        var named = Done<PaymentRegistered>(await lab.RunAsync(Paid(invoice, 10, "pi_2", "stripe"), revision: 2));

        Assert.Equal([6, till], [lab.Record("account.payment", other.PaymentId)["journal_id"], lab.Record("account.payment", named.PaymentId)["journal_id"]]);
        Assert.Equal(6, (long?)(await lab.Connector.TestAsync(lab.Connection, default)).Found["paymentJournal"]);
    }

    [Fact]
    public async Task A_credit_note_is_paid_out()
    {
        var (lab, invoice) = await InvoicedAsync(19, "auto");
        var refund = new Refund { Id = "r1", Total = 5.95m, Shipping = 5.95m, Currency = "EUR", Status = PaymentStatus.Succeeded, UpdatedAt = Order().UpdatedAt };
        var note = Done<OrderCredited>(await lab.RunAsync(new CreditOrder($"{lab.Orders[0]["id"]}", invoice, refund)));

        var paid = Done<PaymentRegistered>(await lab.RunAsync(Paid(note.CreditNoteId, 5.95m, "re_1")));

        Assert.Equal((0m, "outbound"), (paid.Residual, lab.Record("account.payment", paid.PaymentId)["payment_type"]));
    }

    [Theory]
    [InlineData("over", "overpaid")]
    [InlineData("currency", "wrong_currency")]
    [InlineData("draft", "not_posted")]
    [InlineData("gone", "not_posted")]
    public async Task What_does_not_fit_is_held_and_nothing_is_written(string what, string code)
    {
        var (lab, invoice) = await InvoicedAsync(19, "auto");
        if (what == "draft")
        {
            lab.Odoo.Change("account.move", int.Parse(invoice, null), ("state", "draft"));
        }

        var before = lab.Odoo.Journal.Count;
        var request = Paid(what == "gone" ? "4711" : invoice, what == "over" ? 28.57m : 10);
        var failure = Failed(await lab.RunAsync(what == "currency" ? request with { Payment = request.Payment with { Currency = "USD" } } : request));

        Assert.Equal((FailureClass.Business, code, before), (failure.Class, failure.Code, lab.Odoo.Journal.Count));
    }

    [Theory]
    [InlineData("""{"stripe": "x"}""", "/settings/paymentJournals/stripe")]
    [InlineData("""{"stripe": 0}""", "/settings/paymentJournals/stripe")]
    [InlineData("[6]", "/settings/paymentJournals")]
    public void Journals_that_are_none_are_refused(string setting, string path)
    {
        var lab = new OdooLab();
        lab.Set("paymentJournals", JsonNode.Parse(setting));

        Assert.Equal(path, Assert.Single(lab.Connector.Validate(lab.Connection)).Path);
    }

    internal static RegisterPayment Paid(string invoice, decimal amount, string id = "pi_1", string gateway = "stripe") => new(
        invoice, new() { Id = id, Kind = PaymentKind.Capture, Status = PaymentStatus.Succeeded, Amount = amount, Currency = "EUR", Gateway = gateway, UpdatedAt = Order().UpdatedAt }, amount);

    private static async Task<(OdooLab Lab, string Invoice)> InvoicedAsync(int version, string protocol)
    {
        var lab = new OdooLab(version, protocol);
        var order = await lab.SoldAsync(Order());
        return (lab, Done<OrderInvoiced>(await lab.RunAsync(InvoiceTests.Wanted(order, 2))).InvoiceId);
    }
}
