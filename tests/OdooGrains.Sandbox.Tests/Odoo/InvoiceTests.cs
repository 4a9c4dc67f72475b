using System.Text.Json;
using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Sandbox.Tests.Odoo;

/// <summary>Invoices, payments and credit notes, with the traps that real servers showed.</summary>
public sealed class InvoiceTests
{
    private readonly SimulatedOdoo _odoo = new(new OdooSettings(), new ManualTime());
    private readonly int _mug;
    private readonly int _order;

    public InvoiceTests()
    {
        _odoo.SeedTax("21%", 21m);
        _mug = _odoo.SeedProduct("MUG", "Mug", 10m);
        _order = _odoo.LoadOrder("so_1", _odoo.SeedPartner("Ann", "ann@example.com"), (_mug, 3, 10m)).Id();
        _odoo.Result("sale.order", "action_confirm", $$"""{"ids": [{{_order}}]}""");
    }

    [Theory]
    [InlineData("order", 3)]
    [InlineData("delivery", 2)]
    public void What_is_invoiced_is_what_was_ordered_or_what_left_as_the_product_says(string policy, decimal quantity)
    {
        _odoo.Change("product.product", _mug, ("invoice_policy", policy));
        new WarehousePeople(_odoo).Send(1, null, ("MUG", 2));

        Assert.Equal(200, Invoice().Status);

        Assert.Equal(quantity, Assert.Single(_odoo.Records("account.move.line"))["quantity"]);
        Assert.Equal((quantity * 12.1m, "#so_1", "draft"), (Move(1)["amount_total"], Move(1)["ref"], Move(1)["state"]));
        Assert.Equal([1], (int[])_odoo.Order(_order)["invoice_ids"]!);
        // A draft counts as invoiced: a second call finds nothing, and makes no second invoice.
        Assert.Equal("odoo.exceptions.UserError", Invoice().Error());
        Assert.Single(_odoo.Records("account.move"));
    }

    [Fact]
    public void Posting_answers_false_and_the_second_time_an_error()
    {
        Invoice();
        Assert.Equal(JsonValueKind.False, _odoo.Result("account.move", "action_post", """{"ids": [1]}""").ValueKind);
        Assert.Equal(("posted", "INV/2026/00001", 36.3m), (Move(1)["state"], Move(1)["name"], Move(1)["amount_residual"]));
        Assert.Equal("odoo.exceptions.UserError", _odoo.Call("account.move", "action_post", """{"ids": [1]}""").Error());
        Assert.Equal("odoo.exceptions.UserError", _odoo.Call("account.move", "unlink", """{"ids": [1]}""").Error());
    }

    [Fact]
    public void A_draft_that_is_deleted_is_to_be_invoiced_again()
    {
        Invoice();
        _odoo.Result("account.move", "unlink", """{"ids": [1]}""");

        Assert.Equal(("to invoice", 0m), (_odoo.Order(_order)["invoice_status"], _odoo.Records("sale.order.line")[0]["qty_invoiced"]));
        Assert.Equal(200, Invoice().Status);
    }

    [Fact]
    public void A_credit_note_of_order_lines_makes_them_to_be_invoiced_again()
    {
        Invoice();
        _odoo.Result("account.move", "action_post", """{"ids": [1]}""");
        Assert.Equal("invoiced", _odoo.Order(_order)["invoice_status"]);
        _odoo.Result("account.move.reversal", "create", """{"vals_list": [{"reason": "broken", "journal_id": 1}], "context": {"active_model": "account.move", "active_ids": [1]} }""");
        _odoo.Result("account.move.reversal", "refund_moves", """{"ids": [1]}""");

        Assert.Equal(("out_refund", "draft", "Reversal of: INV/2026/00001, broken"), (Move(2)["move_type"], Move(2)["state"], Move(2)["ref"]));
        Assert.Equal((0m, "to invoice"), (_odoo.Records("sale.order.line")[0]["qty_invoiced"], _odoo.Order(_order)["invoice_status"]));
    }

    [Theory]
    [InlineData(10, 26.3, "partial")]
    [InlineData(36.3, 0, "paid")]
    public void A_payment_lowers_what_is_due(decimal amount, decimal residual, string state)
    {
        Invoice();
        Assert.Equal("odoo.exceptions.UserError", Pay(amount).Error());
        _odoo.Result("account.move", "action_post", """{"ids": [1]}""");
        Pay(amount);

        Assert.Equal((residual, state), (Move(1)["amount_residual"], Move(1)["payment_state"]));
        var payment = Assert.Single(_odoo.Records("account.payment"));
        Assert.Equal((amount, "PSP-1", "inbound", "paid"), (payment["amount"], payment["memo"], payment["payment_type"], payment["state"]));
    }

    [Fact]
    public void A_cancelled_order_takes_its_draft_invoice_with_it()
    {
        Invoice();
        _odoo.Result("sale.order", "action_cancel", $$"""{"ids": [{{_order}}], "context": {"disable_cancel_warning": true} }""");

        Assert.Equal("cancel", Move(1)["state"]);
    }

    [Fact]
    public void A_salesman_may_not_touch_invoices()
        => Assert.Equal("odoo.exceptions.AccessError", _odoo.Call("account.move", "action_post", """{"ids": [1]}""", "simulated-sales-key").Error());

    private OdooAnswer Invoice()
    {
        var context = $$"""{"active_model": "sale.order", "active_ids": [{{_order}}]}""";
        var wizard = _odoo.Result("sale.advance.payment.inv", "create", $$"""{"vals_list": [{"advance_payment_method": "delivered"}], "context": {{context}} }""")[0];
        return _odoo.Call("sale.advance.payment.inv", "create_invoices", $$"""{"ids": [{{wizard}}], "context": {{context}} }""");
    }

    private OdooAnswer Pay(decimal amount)
    {
        const string Context = """{"active_model": "account.move", "active_ids": [1]}""";
        var wizard = _odoo.Result("account.payment.register", "create", OdooClient.Text($$"""{"vals_list": [{"journal_id": 6, "amount": {{amount}}, "communication": "PSP-1"}], "context": {{Context}} }"""))[0];
        return _odoo.Call("account.payment.register", "action_create_payments", $$"""{"ids": [{{wizard}}], "context": {{Context}} }""");
    }

    private IReadOnlyDictionary<string, object?> Move(int id) => _odoo.Records("account.move").Single(move => (int)move["id"]! == id);
}
