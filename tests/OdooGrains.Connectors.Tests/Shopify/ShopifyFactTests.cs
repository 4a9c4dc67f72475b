using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using static OdooGrains.Connectors.Tests.Shopify.ShopifyRequests;

namespace OdooGrains.Connectors.Tests.Shopify;

/// <summary>Payments, refunds and fulfilments, each in the documented shape of its REST resource.</summary>
public sealed class ShopifyFactTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    internal static JsonObject Transaction => Body("""
        {"id": 389404469, "order_id": 450789469, "kind": "authorization", "gateway": "shopify_payments", "status": "success", "created_at": "2026-11-20T07:00:00-05:00",
         "processed_at": "2026-11-20T07:00:00-05:00", "parent_id": null, "receipt": {}, "amount": "598.94", "currency": "USD", "payment_id": "#1001.1"}
        """);

    internal static JsonObject Refund => Body("""
        {"id": 509562969, "order_id": 450789469, "created_at": "2026-11-20T12:00:00Z", "processed_at": "2026-11-20T12:00:00Z", "note": "broken",
         "refund_line_items": [
           {"id": 1, "line_item_id": 703073504, "quantity": 2, "restock_type": "return", "subtotal": 20.0, "total_tax": 4.2, "subtotal_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"}}},
           {"id": 2, "line_item_id": 466157049, "quantity": 1, "restock_type": "no_restock", "subtotal": 10.0, "total_tax": 2.1}],
         "order_adjustments": [{"id": 3, "kind": "shipping_refund", "amount": "-5.00", "tax_amount": "-1.05"}],
         "transactions": [{"id": 179259969, "kind": "refund", "status": "success", "parent_id": 801038806, "receipt": {}, "amount": "42.35", "currency": "USD"}]}
        """);

    internal static JsonObject Fulfilment => Body("""
        {"id": 255858046, "order_id": 450789469, "status": "success", "created_at": "2026-11-20T11:00:00Z", "updated_at": "2026-11-20T12:00:00Z", "tracking_company": "UPS",
         "tracking_number": "1Z", "tracking_numbers": ["1Z", "2Z"], "tracking_url": "https://ups.example/1Z", "line_items": [{"id": 466157049, "quantity": 1}, {"id": 703073504, "quantity": 2}]}
        """);

    [Theory]
    [InlineData("order_transactions/create", Lane.Money)]
    [InlineData("refunds/create", Lane.Money)]
    [InlineData("fulfillments/create", Lane.Fulfilment)]
    [InlineData("fulfillments/update", Lane.Fulfilment)]
    public void A_part_of_an_order_is_routed_to_the_order_with_its_own_time(string topic, Lane lane)
        => Assert.Equal(
            new InboundVerdict.Document(lane, topic, "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", "450789469", At),
            Inbound.Receive(Connection(), Signed(Of(topic).ToJsonString(), topic)));

    [Theory]
    [InlineData("order_transactions/create")]
    [InlineData("refunds/create")]
    [InlineData("fulfillments/create")]
    public void A_part_that_names_no_order_or_no_time_is_refused_with_the_place(string topic)
    {
        var (orphan, timeless) = (Of(topic), Of(topic));
        orphan.Remove("order_id");
        foreach (var time in (string[])["created_at", "processed_at", "updated_at"])
        {
            timeless.Remove(time);
        }

        var refused = Assert.IsType<InboundVerdict.Refused>(Inbound.Receive(Connection(), Signed(orphan.ToJsonString(), topic)));
        Assert.Equal(422, refused.Status);
        Assert.Contains("/order_id", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("/created_at", Assert.IsType<InboundVerdict.Refused>(Inbound.Receive(Connection(), Signed(timeless.ToJsonString(), topic))).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refund")]
    [InlineData("change")]
    [InlineData("suggested_refund")]
    public void Money_that_goes_back_is_told_by_its_refund_and_not_by_its_transaction(string kind)
        => Assert.IsType<InboundVerdict.Ignored>(Inbound.Receive(Connection(), Signed(With(Transaction, "kind", kind).ToJsonString(), "order_transactions/create")));

    [Fact]
    public void An_edit_that_tells_only_the_difference_is_kept_and_nothing_more()
        => Assert.IsType<InboundVerdict.Ignored>(Inbound.Receive(Connection(), Signed("""{"order_edit": {"order_id": 1}}""", "orders/edited")));

    [Theory]
    [InlineData("authorization", PaymentKind.Authorization)]
    [InlineData("emv_authorization", PaymentKind.Authorization)]
    [InlineData("sale", PaymentKind.Capture)]
    [InlineData("capture", PaymentKind.Capture)]
    [InlineData("void", PaymentKind.Void)]
    public void A_transaction_is_a_payment_of_its_kind(string kind, PaymentKind expected)
        => Assert.Equal(
            new() { Id = "389404469", Kind = expected, Status = PaymentStatus.Succeeded, Amount = 598.94m, Currency = "USD", Gateway = "shopify_payments", UpdatedAt = At },
            Payment(With(Transaction, "kind", kind)));

    [Theory]
    [InlineData("success", PaymentStatus.Succeeded)]
    [InlineData("pending", PaymentStatus.Pending)]
    [InlineData("failure", PaymentStatus.Failed)]
    [InlineData("error", PaymentStatus.Failed)]
    public void A_transaction_has_its_status(string status, PaymentStatus expected) => Assert.Equal(expected, Payment(With(Transaction, "status", status)).Status);

    [Fact]
    public void A_capture_names_the_transaction_that_it_captures()
    {
        var capture = With(With(Transaction, "kind", "capture"), "parent_id", 389404469);
        capture["id"] = 801038806;

        Assert.Equal(("801038806", "389404469"), (Payment(capture).Id, Payment(capture).ParentId));
    }

    [Theory]
    [InlineData("""{"payment_intent": "pi_3Q"}""", "pi_3Q")]
    [InlineData("""{"id": "ch_1", "payment_intent": {"id": "pi_3Q", "object": "payment_intent"}}""", "pi_3Q")]
    [InlineData("""{"id": "pi_3Q"}""", "pi_3Q")]
    [InlineData("""{"payment_id": "PAY-7"}""", "PAY-7")]
    [InlineData("""{"id": "ch_1"}""", "801038806")]
    [InlineData("""{"payment_intent": ""}""", "801038806")]
    [InlineData("""{"payment_intent": "two words"}""", "801038806")]
    [InlineData("""{"payment_intent": 5, "payment_id": null}""", "801038806")]
    [InlineData("""[]""", "801038806")]
    [InlineData("\"{\\\"payment_intent\\\": \\\"pi_3Q\\\"}\"", "pi_3Q")]
    [InlineData("\"approved\"", "801038806")]
    public void A_payment_has_the_providers_id_where_the_receipt_names_one(string receipt, string id)
    {
        var capture = With(With(Transaction, "id", 801038806), "parent_id", 389404469);
        capture["receipt"] = JsonNode.Parse(receipt);

        Assert.Equal((id, id == "801038806" ? "389404469" : null), (Payment(capture).Id, Payment(capture).ParentId));
    }

    [Fact]
    public void A_refund_is_read_line_by_line_and_adds_up()
    {
        var refund = Read(Refund);

        Assert.Equal(("509562969", "USD", PaymentStatus.Succeeded, "broken", At), (refund.Id, refund.Currency, refund.Status, refund.Reason, refund.UpdatedAt));
        Assert.Equal([new("703073504", 2, 24.20m, Restock.Return), new("466157049", 1, 12.10m, Restock.None)], refund.Lines);
        Assert.Equal((6.05m, 0m, 42.35m), (refund.Shipping, refund.Adjustment, refund.Total));
        Assert.Equal(["801038806"], refund.Payments);
    }

    [Fact]
    public void Subtotals_that_include_tax_are_known_by_the_money_that_was_paid()
    {
        var body = Refund;
        body["transactions"]![0]!["amount"] = "35.00";

        var refund = Read(body);

        Assert.Equal([20m, 10m], refund.Lines.Select(line => line.Amount));
        Assert.Equal((5m, 0m, 35m), (refund.Shipping, refund.Adjustment, refund.Total));
    }

    [Fact]
    public void In_an_order_whose_prices_include_tax_so_do_its_refunds()
    {
        var order = Body(Encoding.UTF8.GetString(Resources.Bytes("orders_create.json")));
        order["taxes_included"] = true;
        order["refunds"] = new JsonArray(Refund);
        order["fulfillments"] = new JsonArray(Fulfilment);

        var facts = Assert.IsType<ParsedOrder.Read>(Inbound.Parse(Connection(), "orders/updated", Bytes(order))).Facts;

        var refund = Assert.IsType<OrderFact.RefundFact>(facts[0]).Refund;
        Assert.Equal((35m, 42.35m, 7.35m), (refund.Lines.Sum(line => line.Amount) + refund.Shipping, refund.Total, refund.Adjustment));
        Assert.Equal("255858046", Assert.IsType<OrderFact.DeliveryFact>(facts[1]).Delivery.Id);
        Assert.Equal(2, facts.Count);
    }

    [Fact]
    public void What_was_paid_beside_lines_and_shipping_is_the_adjustment()
    {
        var (more, less) = (Refund, Refund);
        more["transactions"]![0]!["amount"] = "50.00";
        less["transactions"]![0]!["amount"] = "40.00";
        ((JsonArray)less["order_adjustments"]!).Add(Body("""{"kind": "refund_discrepancy", "amount": "2.35", "tax_amount": "0.00"}"""));

        Assert.Equal((7.65m, 50m), (Read(more).Adjustment, Read(more).Total));
        Assert.Equal((-2.35m, 40m), (Read(less).Adjustment, Read(less).Total));
    }

    [Fact]
    public void Shipping_that_is_stated_in_both_ways_counts_once()
    {
        var body = Refund;
        body["refund_shipping_lines"] = JsonNode.Parse("""[{"id": 1, "subtotal_amount_set": {"shop_money": {"amount": "5.00", "currency_code": "USD"}}, "tax_amount_set": {"shop_money": {"amount": "1.05", "currency_code": "USD"}}}]""");

        Assert.Equal(6.05m, Read(body).Shipping);
    }

    [Fact]
    public void A_refund_that_moved_no_money_has_none()
    {
        var body = Refund;
        body["transactions"] = new JsonArray();

        Assert.Equal((0m, -42.35m, PaymentStatus.Succeeded), (Read(body).Total, Read(body).Adjustment, Read(body).Status));
    }

    [Theory]
    [InlineData("pending", "success", PaymentStatus.Pending, 84.70)]
    [InlineData("failure", "success", PaymentStatus.Succeeded, 42.35)]
    [InlineData("failure", "error", PaymentStatus.Failed, 84.70)]
    public void What_failed_was_not_paid_out(string first, string second, PaymentStatus status, double total)
    {
        var body = Refund;
        var other = (JsonObject)body["transactions"]![0]!.DeepClone();
        body["transactions"]![0]!["status"] = first;
        other["status"] = second;
        ((JsonArray)body["transactions"]!).Add(other);

        Assert.Equal((status, (decimal)total), (Read(body).Status, Read(body).Total));
    }

    [Fact]
    public void A_refund_paid_in_the_buyers_currency_is_the_sum_of_its_parts_in_the_shops()
    {
        var body = Refund;
        body["transactions"]![0]!["currency"] = "EUR";
        body["transactions"]![0]!["amount"] = "39.10";

        Assert.Equal(("USD", 42.35m, 0m), (Read(body).Currency, Read(body).Total, Read(body).Adjustment));
    }

    [Fact]
    public void A_fulfilment_is_a_delivery_that_the_channel_states()
    {
        var delivery = Delivery(Fulfilment);

        Assert.Equal(("255858046", DeliverySource.Channel, DeliveryStatus.Done, false, At), (delivery.Id, delivery.Source, delivery.Status, delivery.IsReturn, delivery.UpdatedAt));
        Assert.Equal([new("466157049", 1), new("703073504", 2)], delivery.Lines);
        Assert.Equal(("UPS", "https://ups.example/1Z"), (delivery.Carrier, delivery.TrackingUrl));
        Assert.Equal(["1Z", "2Z"], delivery.TrackingNumbers);
    }

    [Theory]
    [InlineData("success", DeliveryStatus.Done)]
    [InlineData("open", DeliveryStatus.Open)]
    [InlineData("pending", DeliveryStatus.Open)]
    [InlineData("cancelled", DeliveryStatus.Cancelled)]
    [InlineData("failure", DeliveryStatus.Cancelled)]
    public void A_fulfilment_has_its_status(string status, DeliveryStatus expected) => Assert.Equal(expected, Delivery(With(Fulfilment, "status", status)).Status);

    [Theory]
    [InlineData("order_transactions/create", "amount", "\"much\"", "/amount")]
    [InlineData("order_transactions/create", "amount", "\"-1.00\"", "/amount")]
    [InlineData("order_transactions/create", "amount", null, "/amount")]
    [InlineData("order_transactions/create", "currency", "\"usd\"", "/currency")]
    [InlineData("order_transactions/create", "status", "\"perhaps\"", "/status")]
    [InlineData("order_transactions/create", "kind", "5", "/kind")]
    [InlineData("order_transactions/create", "parent_id", "\"x\"", "/parent_id")]
    [InlineData("order_transactions/create", "processed_at", "\"today\"", "/processed_at")]
    [InlineData("refunds/create", "id", "\"x\"", "/id")]
    [InlineData("refunds/create", "refund_line_items", "5", "/refund_line_items")]
    [InlineData("refunds/create", "refund_line_items", "[{\"line_item_id\":1,\"quantity\":1,\"restock_type\":\"burn\"}]", "/refund_line_items/0/restock_type")]
    [InlineData("refunds/create", "refund_line_items", "[{\"line_item_id\":1,\"restock_type\":\"return\"}]", "/refund_line_items/0/quantity")]
    [InlineData("refunds/create", "order_adjustments", "[{\"kind\":\"shipping_refund\",\"amount\":\"x\"}]", "/order_adjustments/0/amount")]
    [InlineData("refunds/create", "transactions", "[{\"kind\":\"refund\",\"amount\":\"1\",\"currency\":\"USD\"}]", "/transactions/0/status")]
    [InlineData("fulfillments/create", "status", "\"lost\"", "/status")]
    [InlineData("fulfillments/create", "line_items", "[{\"id\":1}]", "/line_items/0/quantity")]
    [InlineData("fulfillments/create", "tracking_numbers", "[5]", "/tracking_numbers/0")]
    [InlineData("fulfillments/create", "updated_at", "5", "/updated_at")]
    public void A_part_shaped_otherwise_is_unreadable_and_the_place_is_named(string topic, string name, string? value, string place)
    {
        var body = Of(topic);
        body[name] = value is null ? null : JsonNode.Parse(value);

        Assert.Contains($"{place} must be", Assert.IsType<ParsedOrder.Unreadable>(Inbound.Parse(Connection(), topic, Bytes(body))).Reason, StringComparison.Ordinal);
    }

    // Of the sample, tax on top is 30 + 6.30 and shipping 6.05: 42.35. With tax in the prices, 35 and a tip of 2 go back.
    [Fact]
    public void A_tip_that_goes_back_with_prices_that_include_tax_is_the_adjustment()
    {
        var refund = Refund;
        refund["transactions"]![0]!["amount"] = "37.00";

        var read = Read(refund);

        Assert.Equal([20m, 10m], read.Lines.Select(line => line.Amount));
        Assert.Equal((5m, 2m, 37m), (read.Shipping, read.Adjustment, read.Total));
    }

    private static JsonObject Of(string topic) => topic.Split('/')[0] switch
    {
        "refunds" => Refund,
        "fulfillments" => Fulfilment,
        _ => Transaction,
    };

    private static Payment Payment(JsonObject body) => Assert.IsType<OrderFact.PaymentFact>(Told("order_transactions/create", body)).Payment;

    private static Refund Read(JsonObject body) => Assert.IsType<OrderFact.RefundFact>(Told("refunds/create", body)).Refund;

    private static Delivery Delivery(JsonObject body) => Assert.IsType<OrderFact.DeliveryFact>(Told("fulfillments/update", body)).Delivery;

    private static OrderFact Told(string topic, JsonObject body) => Assert.Single(Assert.IsType<ParsedOrder.Told>(Inbound.Parse(Connection(), topic, Bytes(body))).Facts);

    private static JsonObject With(JsonObject body, string name, JsonNode? value)
    {
        body[name] = value;
        return body;
    }

    private static JsonObject Body(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
