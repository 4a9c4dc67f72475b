using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Orders;
using static OdooGrains.Connectors.Tests.Shopify.ShopifyRequests;

namespace OdooGrains.Connectors.Tests.Shopify;

public sealed class ShopifyParseTests
{
    private readonly IInboundConnector _shopify = Inbound;

    [Fact]
    public void Shopifys_own_sample_is_read_whole()
    {
        var order = Read(Sample());

        Assert.Equal(("820982911946154508", "#9999", "USD", false, true), (order.Id, order.Number, order.Currency, order.PricesIncludeTax, order.IsTest));
        Assert.Equal(new(2020, 3, 27, 17, 1, 19, TimeSpan.Zero), order.UpdatedAt);
        Assert.Equal((new DateTimeOffset(2020, 3, 27, 17, 1, 19, TimeSpan.Zero), "customer"), (order.CancelledAt, order.CancelReason));
        Assert.Equal((5m, 0m, 0m), (order.Total, order.TaxTotal, order.Tip));
        Assert.Equal(new Customer { Id = "115310627314723954", Name = "John Smith", Email = "john@test.com" }, order.Customer);
        Assert.Equal(
            new Address { Name = "Bob Biller", Company = "My Company", Street = "123 Billing Street", City = "Billtown", PostalCode = "K2P0B0", Region = "KY", Country = "US", Phone = "555-555-BILL" },
            order.BillTo);
        Assert.Equal("Steve Shipper", order.ShipTo?.Name);
        Assert.Equal(["866550311766439020", "141249953214522974"], order.Lines.Select(line => line.Id));
        Assert.Equal((1m, 0m, 5m), (order.Lines[1].Quantity, order.Lines[1].UnitPrice, order.Lines[1].Discount));
        Assert.Equal("course-v1:amirtadrisi+demo101+2020", order.Lines[0].Sku);
        Assert.Equal((10m, 0m), (order.ShippingLines[0].Price, order.ShippingLines[0].Discount));
        Assert.Null(OrderTotals.Problem(order, 0));
    }

    [Fact]
    public void The_shops_money_is_taken_where_the_buyer_paid_in_another_currency()
    {
        var body = Sample();
        body["presentment_currency"] = "EUR";
        body["total_price"] = "4.50";
        body["line_items"]![0]!["price"] = "9.99";

        var order = Read(body);

        Assert.Equal(("USD", 5m, 0m), (order.Currency, order.Total, order.Lines[0].UnitPrice));
    }

    [Fact]
    public void Without_sets_the_plain_amounts_are_taken()
    {
        var body = Sample();
        body.Remove("total_price_set");
        body["total_price"] = "7.25";
        body["total_tip_received"] = "2.25";
        ((JsonObject)body["line_items"]![0]!).Remove("price_set");
        body["line_items"]![0]!["price"] = 1.10m;

        var order = Read(body);

        Assert.Equal((7.25m, 2.25m, 1.10m), (order.Total, order.Tip, order.Lines[0].UnitPrice));
    }

    [Fact]
    public void Taxes_and_allocated_discounts_are_read_exactly()
    {
        var body = Sample();
        body["line_items"]![0]!["tax_lines"] = JsonNode.Parse("""[{"title": "MwSt", "rate": 0.19, "price": "3.99", "price_set": {"shop_money": {"amount": "4.01", "currency_code": "USD"}}}]""");
        body["line_items"]![0]!["discount_allocations"] = JsonNode.Parse("""[{"amount": "0.10"}, {"amount": "0.20"}]""");
        body["shipping_lines"]![0]!["discounted_price_set"]!["shop_money"]!["amount"] = "7.50";

        var order = Read(body);

        Assert.Equal(new Tax("MwSt", 0.19m, 4.01m), Assert.Single(order.Lines[0].Taxes));
        Assert.Equal(0.30m, order.Lines[0].Discount);
        Assert.Equal(2.50m, order.ShippingLines[0].Discount);
    }

    [Fact]
    public void A_guest_is_named_by_address_then_email_then_order()
    {
        var body = Sample();
        body.Remove("customer");
        Assert.Equal(new Customer { Name = "Bob Biller", Email = "jon@doe.ca" }, Read(body).Customer);

        body.Remove("billing_address");
        body.Remove("shipping_address");
        body["email"] = " Jon@DOE.ca ";
        Assert.Equal(new Customer { Name = "Jon@DOE.ca", Email = "jon@doe.ca" }, Read(body).Customer);

        body.Remove("email");
        body.Remove("contact_email");
        Assert.Equal(new Customer { Name = "Guest of order #9999" }, Read(body).Customer);
    }

    [Fact]
    public void A_removed_shipping_line_and_an_empty_SKU_are_left_out()
    {
        var body = Sample();
        body["shipping_lines"]![0]!["is_removed"] = true;
        body["line_items"]![0]!["sku"] = "  ";

        Assert.Empty(Read(body).ShippingLines);
        Assert.Null(Read(body).Lines[0].Sku);
    }

    [Fact]
    public void An_order_that_is_not_cancelled_says_so_whatever_the_topic()
    {
        var body = Sample();
        body["cancelled_at"] = null;

        Assert.Null(Assert.IsType<ParsedOrder.Read>(_shopify.Parse(Connection(), "orders/cancelled", Bytes(body))).Order.CancelledAt);
    }

    [Theory]
    [InlineData("currency", null, "/currency")]
    [InlineData("currency", "5", "/currency")]
    [InlineData("line_items", "{}", "/line_items")]
    [InlineData("line_items", "[5]", "/line_items/0")]
    [InlineData("line_items", "[{\"id\":1,\"quantity\":1}]", "/line_items/0/price")]
    [InlineData("line_items", "[{\"id\":1,\"price\":\"1\"}]", "/line_items/0/quantity")]
    [InlineData("line_items", "[{\"id\":1,\"price\":\"1,5\",\"quantity\":1}]", "/line_items/0/price")]
    [InlineData("line_items", "[{\"id\":1,\"price\":\"NaN\",\"quantity\":1}]", "/line_items/0/price")]
    [InlineData("line_items", "[{\"id\":1,\"price\":true,\"quantity\":1}]", "/line_items/0/price")]
    [InlineData("line_items", "[{\"id\":1,\"price\":\"1\",\"quantity\":1},{\"id\":1,\"price\":\"1\",\"quantity\":1}]", "/line_items")]
    [InlineData("created_at", "\"never\"", "/created_at")]
    [InlineData("cancelled_at", "\"2026-11-20\"", "/cancelled_at")]
    [InlineData("taxes_included", "\"yes\"", "/taxes_included")]
    [InlineData("customer", "[]", "/customer")]
    [InlineData("total_price_set", "{\"shop_money\":{\"amount\":\"5.00\",\"currency_code\":\"EUR\"}}", "/total_price_set/shop_money/currency_code")]
    public void An_order_shaped_otherwise_is_unreadable_and_the_place_is_named(string name, string? value, string place)
    {
        var body = Sample();
        body[name] = value is null ? null : JsonNode.Parse(value);

        var unreadable = Assert.IsType<ParsedOrder.Unreadable>(_shopify.Parse(Connection(), "orders/create", Bytes(body)));

        Assert.Contains($"{place} must be", unreadable.Reason, StringComparison.Ordinal);
    }

    private Order Read(JsonObject body) => Assert.IsType<ParsedOrder.Read>(_shopify.Parse(Connection(), "orders/create", Bytes(body))).Order;

    private static JsonObject Sample() => (JsonObject)JsonNode.Parse(Resources.Bytes("orders_create.json"))!;

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
