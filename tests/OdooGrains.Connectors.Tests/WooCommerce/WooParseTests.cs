using System.Text.Json.Nodes;
using OdooGrains.Connectors.WooCommerce;
using OdooGrains.Domain.Orders;
using static OdooGrains.Connectors.Tests.WooCommerce.WooRequests;

namespace OdooGrains.Connectors.Tests.WooCommerce;

public sealed class WooParseTests
{
    private readonly WooInbound _woo = new();

    [Fact]
    public void WooCommerces_own_sample_is_read_whole()
    {
        var order = Order(Sample());

        Assert.Equal(("727", "727", "USD", false), (order.Id, order.Number, order.Currency, order.PricesIncludeTax));
        Assert.Equal((new DateTimeOffset(2017, 3, 22, 19, 28, 2, TimeSpan.Zero), new DateTimeOffset(2017, 3, 22, 19, 28, 8, TimeSpan.Zero)), (order.PlacedAt, order.UpdatedAt));
        Assert.Equal(new Customer { Name = "John Doe", Email = "john.doe@example.com", Phone = "(555) 555-5555" }, order.Customer);
        Assert.Equal(new Address { Name = "John Doe", Street = "969 Market", City = "San Francisco", PostalCode = "94103", Region = "CA", Country = "US", Phone = "(555) 555-5555" }, order.BillTo);
        Assert.Equal(["315", "316"], order.Lines.Select(line => line.Id));
        Assert.Equal((2m, 3m, 0m, null), (order.Lines[0].Quantity, order.Lines[0].UnitPrice, order.Lines[0].Discount, order.Lines[0].Sku));
        Assert.Equal(("Ship Your Idea – Color: Black, Size: M Test", "Bar3", 12m), (order.Lines[1].Title, order.Lines[1].Sku, order.Lines[1].UnitPrice));
        Assert.Equal([new Tax("State Tax", 0.075m, 0.45m)], order.Lines[0].Taxes);
        Assert.Equal([new Tax("State Tax", 0.075m, 0.9m)], order.Lines[1].Taxes);
        Assert.Equal(("Flat Rate", 10m), (order.ShippingLines[0].Title, order.ShippingLines[0].Price));
        Assert.Equal((29.35m, 1.35m), (order.Total, order.TaxTotal));
        Assert.Null(OrderTotals.Problem(order, 0));
    }

    [Fact]
    public void A_paid_order_tells_its_payment()
        => Assert.Equal(
            new OrderFact.PaymentFact(new()
            {
                Id = "order-727", Kind = PaymentKind.Capture, Status = PaymentStatus.Succeeded, Amount = 29.35m, Currency = "USD", Gateway = "bacs", UpdatedAt = new(2017, 3, 22, 19, 28, 8, TimeSpan.Zero),
            }),
            Assert.Single(Read(Sample()).Facts));

    [Fact]
    public void The_payment_bears_the_providers_id_where_the_plugin_wrote_one()
    {
        var body = Sample();
        body["transaction_id"] = "ch_1";
        Assert.Equal("ch_1", Payment(body).Id);

        body["meta_data"]!.AsArray().Add(new JsonObject { ["id"] = 1, ["key"] = "_stripe_intent_id", ["value"] = "pi_1" });
        Assert.Equal("pi_1", Payment(body).Id);
        Assert.Equal("ch_1", Payment(body, new() { ["paymentIdKey"] = "_other" }).Id);
    }

    [Fact]
    public void The_VAT_number_stands_where_the_setting_says()
    {
        var body = Sample();
        body["meta_data"]!.AsArray().Add(new JsonObject { ["id"] = 1, ["key"] = "_billing_vat", ["value"] = " be 0477.472.701" });

        Assert.Null(Read(body).Order.Customer.Vat);
        Assert.Equal("BE0477472701", Read(body, new() { ["vatKey"] = "_billing_vat" }).Order.Customer.Vat);
        Assert.Null(Read(body, new() { ["vatKey"] = "_other" }).Order.Customer.Vat);
    }

    [Fact]
    public void An_order_that_was_not_paid_tells_none_and_one_that_failed_a_failed_one()
    {
        var body = Sample();
        (body["status"], body["date_paid_gmt"]) = ("on-hold", null);
        Assert.Empty(Read(body).Facts);

        body["status"] = "failed";
        Assert.Equal(PaymentStatus.Failed, Payment(body).Status);
    }

    [Fact]
    public void A_price_that_the_buyer_sees_with_tax_is_read_with_it()
    {
        // 3 at 19.99 with 19 %: the totals are 50.39 and 9.57 (50.394957 and 9.575042, each cut to cents), which is a cent less than the buyer pays.
        var body = Sample();
        body["prices_include_tax"] = true;
        body["line_items"] = Lines("""{"id": 1, "name": "Mug", "quantity": 3, "subtotal": "50.39", "subtotal_tax": "9.57", "total": "50.39", "total_tax": "9.57", "taxes": [{"id": 75, "total": "9.575042", "subtotal": "9.575042"}], "sku": "MUG", "price": 16.79831932}""");
        body["shipping_lines"] = new JsonArray();
        (body["total"], body["total_tax"]) = ("59.97", "9.58");

        var order = Order(body);

        Assert.Equal((19.99m, 0m, 9.575042m), (order.Lines[0].UnitPrice, order.Lines[0].Discount, order.Lines[0].Taxes[0].Amount));
        Assert.Null(OrderTotals.Problem(order, 0));
    }

    [Fact]
    public void A_coupon_is_what_a_line_costs_less()
    {
        var body = Sample();
        body["line_items"]![0]!["total"] = "5.40";
        body["coupon_lines"] = Lines("""{"id": 9, "code": "ten", "discount": "0.60", "discount_tax": "0.05"}""");
        body["total"] = "28.75";

        var order = Order(body);

        Assert.Equal((3m, 0.60m), (order.Lines[0].UnitPrice, order.Lines[0].Discount));
        Assert.Null(OrderTotals.Problem(order, 0));
    }

    [Fact]
    public void Fees_are_lines_and_a_negative_one_is_a_discount()
    {
        var body = Sample();
        body["fee_lines"] = Lines(
            """{"id": 900, "name": "Gift &amp; wrap", "total": "4.00", "total_tax": "0.00", "taxes": []}""",
            """{"id": 901, "name": "Loyalty", "total": "-1.50", "total_tax": "0.00", "taxes": [{"id": 75, "total": "", "subtotal": ""}]}""");
        body["total"] = "31.85";

        var order = Order(body);

        Assert.Equal([("Gift & wrap", 4m, 0m), ("Loyalty", 0m, 1.50m)], order.Lines.Skip(2).Select(line => (line.Title, line.UnitPrice, line.Discount)));
        Assert.All(order.Lines.Skip(2), line => Assert.Null(line.Sku));
        Assert.Null(OrderTotals.Problem(order, 0));
    }

    [Fact]
    public void The_stated_rate_is_taken_where_there_is_one()
    {
        var body = Sample();
        body["tax_lines"]![0]!["rate_percent"] = 7.25m;

        Assert.Equal(0.0725m, Order(body).Lines[0].Taxes[0].Rate);
    }

    [Theory]
    [InlineData("cancelled", true)]
    [InlineData("trash", true)]
    [InlineData("refunded", false)]
    [InlineData("completed", false)]
    public void A_cancelled_order_says_so(string status, bool isCancelled)
    {
        var body = Sample();
        body["status"] = status;

        Assert.Equal(isCancelled ? new(2017, 3, 22, 19, 28, 8, TimeSpan.Zero) : (DateTimeOffset?)null, Order(body).CancelledAt);
    }

    [Fact]
    public void The_shops_own_clock_is_never_read()
    {
        var body = Sample();
        (body["date_created"], body["date_modified"], body["date_paid"]) = ("nonsense", "nonsense", "nonsense");

        Assert.Equal(new(2017, 3, 22, 19, 28, 2, TimeSpan.Zero), Order(body).PlacedAt);
    }

    [Fact]
    public void A_guest_is_named_by_company_then_email_then_order()
    {
        var body = Sample();
        (body["billing"]!["first_name"], body["billing"]!["last_name"], body["billing"]!["company"]) = ("", "", "Doe &amp; Sons");
        Assert.Equal("Doe & Sons", Order(body).Customer.Name);

        body["billing"]!["company"] = "";
        body["shipping"] = null;
        Assert.Equal("john.doe@example.com", Order(body).Customer.Name);

        body["billing"]!["email"] = "";
        body["customer_id"] = 5;
        Assert.Equal(new Customer { Id = "5", Name = "Guest of order 727", Phone = "(555) 555-5555" }, Order(body).Customer);
    }

    [Theory]
    [InlineData("DE", "DE-BY", "BY")]
    [InlineData("US", "CA", "CA")]
    [InlineData("IT", "", null)]
    public void A_state_is_what_stands_after_the_country(string country, string state, string? region)
    {
        var body = Sample();
        (body["billing"]!["country"], body["billing"]!["state"]) = (country, state);

        Assert.Equal(region, Order(body).BillTo!.Region);
    }

    [Fact]
    public void An_address_with_nothing_but_a_country_is_none()
    {
        var body = Sample();
        body["shipping"] = JsonNode.Parse("""{"first_name": "", "last_name": "", "company": "", "address_1": "", "address_2": "", "city": "", "state": "", "postcode": "", "country": "US"}""");

        Assert.Null(Order(body).ShipTo);
    }

    [Fact]
    public void Refunds_that_the_body_names_wait_for_their_lines_where_the_shop_can_be_read()
    {
        var body = Sample();
        body["refunds"] = Lines("""{"id": 730, "reason": "broken", "total": "-6.45"}""");

        var refund = Assert.IsType<OrderFact.RefundFact>(Read(body).Facts[1]).Refund;
        Assert.Equal(("730", 6.45m, 6.45m, PaymentStatus.Pending, "broken"), (refund.Id, refund.Total, refund.Adjustment, refund.Status, refund.Reason));
        Assert.Equal(["order-727"], refund.Payments);

        var blind = Connection() with { Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = [Secret] } };
        var told = Assert.IsType<ParsedOrder.Read>(_woo.Parse(blind, "order.updated", Bytes(body)));
        Assert.Equal(PaymentStatus.Succeeded, Assert.IsType<OrderFact.RefundFact>(told.Facts[1]).Refund.Status);
    }

    [Fact]
    public void A_refund_with_its_lines_wins_over_its_name_whichever_comes_first()
    {
        var body = Sample();
        body["refunds"] = Lines("""{"id": 730, "reason": "", "total": "-6.45"}""");
        var named = Assert.IsType<OrderFact.RefundFact>(Read(body).Facts[1]).Refund;

        var whole = Refund(RefundBody());

        Assert.True(whole.UpdatedAt > named.UpdatedAt);
        Assert.Equal((named.Id, named.Total, PaymentStatus.Succeeded), (whole.Id, whole.Total, whole.Status));
    }

    [Fact]
    public void A_refund_is_read_line_by_line()
    {
        var refund = Refund(RefundBody(), new() { ["restock"] = true });

        Assert.Equal([new RefundLine("315", 1, 3.22m, Restock.Return), new RefundLine("316", 0, 1.08m, Restock.None)], refund.Lines);
        Assert.Equal((2m, 0.15m, 6.45m, "USD", "broken"), (refund.Shipping, refund.Adjustment, refund.Total, refund.Currency, refund.Reason));
        Assert.Equal(refund.Total, refund.Lines.Sum(line => line.Amount) + refund.Shipping + refund.Adjustment);
        Assert.Equal(["pi_1"], refund.Payments);
        Assert.Equal(Restock.None, Refund(RefundBody()).Lines[0].Restock);
    }

    [Theory]
    [InlineData("currency", null, "/currency")]
    [InlineData("status", "5", "/status")]
    [InlineData("date_created_gmt", "\"2017\"", "/date_created_gmt")]
    [InlineData("total", "\"\"", "/total")]
    [InlineData("total", "\"1,50\"", "/total")]
    [InlineData("line_items", "{}", "/line_items")]
    [InlineData("line_items", "[5]", "/line_items/0")]
    [InlineData("line_items", "[{\"id\":1,\"quantity\":1,\"total\":\"1\"}]", "/line_items/0/subtotal")]
    [InlineData("line_items", "[{\"id\":1,\"subtotal\":\"1\",\"total\":\"1\"}]", "/line_items/0/quantity")]
    [InlineData("line_items", "[{\"id\":1,\"quantity\":1,\"subtotal\":\"1\",\"total\":\"1\",\"taxes\":[{\"id\":99,\"total\":\"1\"}]}]", "/line_items/0/taxes/0/id")]
    [InlineData("line_items", "[{\"id\":1,\"quantity\":1,\"subtotal\":\"1\",\"total\":\"1\"},{\"id\":1,\"quantity\":1,\"subtotal\":\"1\",\"total\":\"1\"}]", "/line_items")]
    [InlineData("fee_lines", "[{\"id\":315,\"total\":\"1\"}]", "/line_items")]
    [InlineData("prices_include_tax", "\"no\"", "/prices_include_tax")]
    [InlineData("billing", "[]", "/billing")]
    [InlineData("refunds", "[{\"id\":1}]", "/refunds/0/total")]
    [InlineData("meta_data", "[{\"key\":7}]", "/meta_data/0/key")]
    public void An_order_shaped_otherwise_is_unreadable_and_the_place_is_named(string name, string? value, string place)
    {
        var body = Sample();
        body[name] = value is null ? null : JsonNode.Parse(value);

        var unreadable = Assert.IsType<ParsedOrder.Unreadable>(_woo.Parse(Connection(), "order.updated", Bytes(body)));

        Assert.Contains($"{place} must be", unreadable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_WordPress_would_change_is_refused()
        => Assert.Contains(new WooConnector(null!).Validate(Connection(null, null, "a&b")), problem => problem.Path == "/secrets/webhookSecret");

    // As GET /orders/727/refunds gives it: a piece of a line, the price of another lowered, part of the shipping, and a typed-in total.
    private static JsonObject RefundBody() => new()
    {
        ["order"] = JsonNode.Parse("""{"id": 727, "currency": "USD", "payment": "pi_1"}"""),
        ["refund"] = JsonNode.Parse("""
            {
                "id": 730, "date_created": "2017-03-23T10:00:00", "date_created_gmt": "2017-03-23T13:00:00", "amount": "6.45", "reason": "broken",
                "line_items": [
                    {"id": 11, "quantity": -1, "total": "-3.00", "total_tax": "-0.22", "meta_data": [{"id": 1, "key": "_refunded_item_id", "value": "315"}]},
                    {"id": 12, "quantity": 0, "total": "-1.00", "total_tax": "-0.08", "meta_data": [{"id": 2, "key": "_refunded_item_id", "value": 316}]}
                ],
                "shipping_lines": [{"id": 13, "total": "-2.00", "total_tax": "0.00", "meta_data": [{"id": 3, "key": "_refunded_item_id", "value": "317"}]}],
                "fee_lines": []
            }
            """),
    };

    private static JsonArray Lines(params string[] lines) => [.. lines.Select(line => JsonNode.Parse(line))];

    private ParsedOrder.Read Read(JsonObject body, JsonObject? settings = null) => Assert.IsType<ParsedOrder.Read>(_woo.Parse(Connection(settings), "order.updated", Bytes(body)));

    private Order Order(JsonObject body) => Read(body).Order;

    private Payment Payment(JsonObject body, JsonObject? settings = null) => Assert.IsType<OrderFact.PaymentFact>(Read(body, settings).Facts[0]).Payment;

    private Refund Refund(JsonObject body, JsonObject? settings = null)
        => Assert.IsType<OrderFact.RefundFact>(Assert.Single(Assert.IsType<ParsedOrder.Told>(_woo.Parse(Connection(settings), "feed/refund", Bytes(body))).Facts)).Refund;
}
