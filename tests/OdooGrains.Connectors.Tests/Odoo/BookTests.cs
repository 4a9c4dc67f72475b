using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Sandbox.Odoo;
using static OdooGrains.Connectors.Tests.Odoo.OdooLab;

namespace OdooGrains.Connectors.Tests.Odoo;

public sealed class BookTests
{
    private readonly OdooLab _lab = new();

    [Fact]
    public async Task An_unknown_SKU_holds_the_order_with_a_sentence_and_is_looked_up_again()
    {
        var order = Order() with { Lines = [Order().Lines[0] with { Sku = "NEW-1" }] };
        var request = await _lab.BookAsync(order);

        var failure = Failed(await _lab.RunAsync(request));
        Assert.Equal((FailureClass.Business, "unknown_sku"), (failure.Class, failure.Code));
        Assert.Contains("'NEW-1'", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_lab.Orders);

        _lab.Odoo.SeedProduct("NEW-1", "New", 1);
        Done<OrderBooked>(await _lab.RunAsync(request, attempts: 2));
    }

    [Fact]
    public async Task A_SKU_of_several_products_holds_the_order()
    {
        _lab.Odoo.SeedProduct("MUG", "Another mug", 9);

        Assert.Equal("ambiguous_sku", Failed(await _lab.RunAsync(await _lab.BookAsync(Order()))).Code);
    }

    [Fact]
    public async Task An_archived_product_does_not_count()
    {
        _lab.Odoo.Seed("product.product", ("default_code", "OLD"), ("name", "Old"), ("active", false));

        Assert.Equal("unknown_sku", Failed(await _lab.RunAsync(await _lab.BookAsync(Order() with { Lines = [Order().Lines[0] with { Sku = "OLD" }] }))).Code);
    }

    [Fact]
    public async Task A_repeated_attempt_writes_nothing_when_it_was_done()
    {
        var request = await _lab.BookAsync(Order());
        var first = Done<OrderBooked>(await _lab.RunAsync(request));
        var writes = _lab.Odoo.Journal.Entries.Count;

        Assert.Equal(first, Done<OrderBooked>(await _lab.RunAsync(request, attempts: 2)));
        Assert.Equal(writes, _lab.Odoo.Journal.Entries.Count);
    }

    [Fact]
    public async Task A_blind_repeat_of_the_first_load_changes_nothing()
    {
        var request = await _lab.BookAsync(Order());

        Assert.Equal(Done<OrderBooked>(await _lab.RunAsync(request)), Done<OrderBooked>(await _lab.RunAsync(request)));
        Assert.Equal((1, 3), (_lab.Orders.Count, _lab.Lines.Count));
    }

    [Theory]
    [InlineData("load")]
    [InlineData("create")]
    public async Task A_new_revision_brings_a_draft_to_the_new_state(string createBy)
    {
        _lab.Set("createBy", createBy);
        await _lab.BookedAsync(Order());
        var changed = Order() with
        {
            Lines = [new() { Id = "1", Sku = "MUG", Title = "Mug", Quantity = 5, UnitPrice = 10, Taxes = Vat19 }, new() { Id = "9", Sku = "TEE", Title = "Shirt", Quantity = 1, UnitPrice = 20, Taxes = Vat19 }],
            ShippingLines = [],
            Total = 83.3m,
        };
        var request = await _lab.BookAsync(changed);
        Assert.IsType<EffectOutcome.NotFound>(await _lab.LookUpAsync(request, revision: 2));

        Assert.Equal(83.3m, Done<OrderBooked>(await _lab.RunAsync(request, revision: 2)).Total);

        Assert.Single(_lab.Orders);
        Assert.Equal([5m, 1m], _lab.Lines.Select(line => (decimal)line["product_uom_qty"]!));
        Done<OrderBooked>(await _lab.LookUpAsync(request, revision: 2));
    }

    [Fact]
    public async Task A_new_revision_of_a_confirmed_order_is_refused_unless_it_may_amend()
    {
        var booked = await _lab.BookedAsync(Order());
        Done<OrderConfirmed>(await _lab.RunAsync(new ConfirmOrder(booked.ErpId)));
        var changed = Order() with { Lines = [Order().Lines[0] with { Quantity = 3, Discount = 0 }], Total = 41.65m };

        Assert.Equal(EffectFailures.ConfirmedInErp, Failed(await _lab.RunAsync(await _lab.BookAsync(changed), revision: 2)).Code);

        Assert.Equal(41.65m, Done<OrderBooked>(await _lab.RunAsync(await _lab.BookAsync(changed, amend: true), revision: 2)).Total);
        Assert.Equal("sale", Assert.Single(_lab.Orders)["state"]);
        Assert.Equal([3m, 0m, 1m], _lab.Lines.OrderBy(line => (int)line["id"]!).Select(line => (decimal)line["product_uom_qty"]!));
    }

    [Fact]
    public async Task A_note_alone_is_a_change_and_cannot_smuggle_markup()
    {
        await _lab.BookedAsync(Order());
        var request = await _lab.BookAsync(Order() with { Note = "Ring <b>twice</b>\n& wait" });
        Assert.IsType<EffectOutcome.NotFound>(await _lab.LookUpAsync(request, revision: 2));

        Done<OrderBooked>(await _lab.RunAsync(request, revision: 2));

        Assert.Equal("Ring &lt;b&gt;twice&lt;/b&gt;<br/>&amp; wait", Assert.Single(_lab.Orders)["note"]);
        Done<OrderBooked>(await _lab.LookUpAsync(request, revision: 2));
    }

    [Fact]
    public async Task An_order_that_cannot_be_compared_is_neither_done_nor_absent()
    {
        await _lab.BookedAsync(Order());
        var changed = await _lab.BookAsync(Order() with { Lines = [Order().Lines[0] with { Sku = "GONE" }] });

        Assert.Equal("unknown_sku", Failed(await _lab.LookUpAsync(changed)).Code);
    }

    [Fact]
    public async Task An_order_that_a_person_confirmed_unchanged_counts_as_booked()
    {
        var booked = await _lab.BookedAsync(Order());
        await _lab.RunAsync(new ConfirmOrder(booked.ErpId));

        Assert.Equal(booked, Done<OrderBooked>(await _lab.RunAsync(await _lab.BookAsync(Order()), attempts: 2)));
    }

    [Fact]
    public async Task An_order_that_was_cancelled_in_Odoo_is_not_written_again()
    {
        var booked = await _lab.BookedAsync(Order());
        await _lab.RunAsync(new CancelOrder(booked.ErpId));
        var request = await _lab.BookAsync(Order() with { Note = "new", Total = 1 });

        Assert.Equal("cancelled_in_erp", Failed(await _lab.RunAsync(request, revision: 2)).Code);
        Assert.IsType<EffectOutcome.NotFound>(await _lab.LookUpAsync(request, revision: 2));
    }

    [Fact]
    public async Task A_duplicate_that_a_person_made_is_not_taken_for_ours()
    {
        var request = await _lab.BookAsync(Order());
        _lab.Odoo.Seed("sale.order", ("partner_id", 1), ("origin", OrderSteps.OrderKey(Document)));
        Assert.IsType<EffectOutcome.NotFound>(await _lab.LookUpAsync(request));

        var booked = Done<OrderBooked>(await _lab.RunAsync(request, attempts: 2));

        Assert.Equal(booked, Done<OrderBooked>(await _lab.LookUpAsync(request)));
        Assert.Equal(2, _lab.Orders.Count);
    }

    [Fact]
    public async Task Another_number_of_lines_than_was_sent_holds_the_order()
    {
        var request = await _lab.BookAsync(Order());
        _lab.Egress.Instead = call => call.Url.AbsolutePath == "/json/2/sale.order/read"
            ? Answer("""[{"id": 1, "name": "S1", "state": "draft", "amount_total": 1, "currency_id": [2, "EUR"], "order_line": [1, 2]}]""")
            : null;

        var failure = Failed(await _lab.RunAsync(request));

        Assert.Equal("line_count", failure.Code);
        Assert.Contains("2 lines in Odoo, and 3 were sent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_currency_than_the_channels_holds_the_order()
    {
        _lab.Set("pricelists", new JsonObject { ["USD"] = 1 });

        Assert.Equal("wrong_currency", Failed(await _lab.RunAsync(await _lab.BookAsync(Order() with { Currency = "USD" }))).Code);
    }

    [Theory]
    [InlineData("shippingProduct")]
    [InlineData("discountProduct")]
    [InlineData("tipProduct")]
    [InlineData("customProduct")]
    [InlineData("pricelists")]
    [InlineData("company")]
    public async Task What_cannot_be_found_holds_the_order_and_names_the_setting(string setting)
    {
        var order = Order() with { Tip = 1, Currency = setting == "pricelists" ? "GBP" : "EUR", Lines = [Order().Lines[0], new() { Id = "5", Title = "Engraving", Quantity = 1, UnitPrice = 3 }] };
        var customer = await _lab.CustomerAsync(order);
        foreach (var (name, id) in new[] { ("shippingProduct", _lab.Shipping), ("discountProduct", _lab.Discount), ("tipProduct", _lab.Tip), ("customProduct", _lab.Mug) })
        {
            _lab.Set(name, name == setting ? null : id);
        }

        _lab.Set("company", setting == "company" ? 999 : null);
        // None of the internal references that are looked for by themselves.
        _lab.Egress.Instead = call => Encoding.UTF8.GetString(call.Body.Span).Contains("Delivery_007", StringComparison.Ordinal) ? Answer("[]") : null;

        var failure = Failed(await _lab.RunAsync(new BookOrder { Order = order, Customer = customer }));

        Assert.Equal((FailureClass.Business, "setting_missing"), (failure.Class, failure.Code));
        Assert.Contains($"'{setting}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_SKU_takes_the_product_that_is_set_for_such_lines()
    {
        _lab.Set("customProduct", _lab.Tip);
        await _lab.BookedAsync(Order() with { Lines = [new() { Id = "5", Title = "Engraving", Quantity = 1, UnitPrice = 3 }], ShippingLines = [] });

        Assert.Equal("Engraving", Assert.Single(_lab.Lines)["name"]);
    }

    [Fact]
    public async Task A_line_of_none_is_left_out()
    {
        await _lab.BookedAsync(Order() with { Lines = [Order().Lines[0] with { Quantity = 0 }] });

        Assert.Equal([_lab.Shipping], _lab.Lines.Select(line => (int)line["product_id"]!));
    }

    [Fact]
    public async Task A_product_that_vanished_in_Odoo_is_read_anew_at_the_next_attempt()
    {
        var request = await _lab.BookAsync(Order());
        await _lab.RunAsync(request);
        _lab.Odoo.Faults.Clear();
        _lab.Egress.Instead = call => call.Url.AbsolutePath == "/json/2/sale.order/load"
            ? Answer("""{"ids": false, "messages": [{"type": "error", "message": "No matching record found for database id '1' in field 'Product'"}]}""")
            : null;
        Assert.Equal(FailureClass.Business, Failed(await _lab.RunAsync(request, document: Document with { Id = "2" })).Class);
        _lab.Egress.Instead = null;
        _lab.Egress.Requests.Clear();

        Done<OrderBooked>(await _lab.RunAsync(request, document: Document with { Id = "3" }));
        Assert.Contains(_lab.Egress.Requests, call => call.Url.AbsolutePath == "/json/2/product.product/search_read");
    }

    [Fact]
    public async Task An_attempt_after_one_that_surely_failed_reads_nothing_before_it_writes()
    {
        var effect = _lab.Effect(await _lab.BookAsync(Order()));
        _lab.Odoo.Faults.Next(1, "sale.order", "load", OdooFaultKind.SerializationFailure);
        Assert.Equal("conflict", Failed((await _lab.RunAsync([effect]))[0]).Code);
        _lab.Egress.Requests.Clear();

        Done<OrderBooked>((await _lab.RunAsync([effect with { Attempts = 2 }]))[0]);

        Assert.Equal(["/json/2/sale.order/load", "/json/2/sale.order/read"], _lab.Egress.Requests.Select(call => call.Url.AbsolutePath));
    }
}
