using System.Text;
using OdooGrains.Connectors.WooCommerce;
using OdooGrains.Domain.Effects;
using static OdooGrains.Connectors.Tests.WooCommerce.WooRequests;

namespace OdooGrains.Connectors.Tests.WooCommerce;

public sealed class WooReceiveTests
{
    private const string Good = """{"id": 727, "status": "processing", "date_modified_gmt": "2017-03-22T19:28:08"}""";
    private readonly WooInbound _woo = new();

    [Fact]
    public void An_order_is_accepted_with_its_id_and_instant_and_no_delivery_id()
        => Assert.Equal(new InboundVerdict.Document(Lane.Money, "order.updated", "", "727", new(2017, 3, 22, 19, 28, 8, TimeSpan.Zero)), _woo.Receive(Connection(), Signed(Good)));

    [Fact]
    public void A_ping_is_greeted_although_it_is_neither_signed_nor_JSON()
        => Assert.IsType<InboundVerdict.Greeting>(_woo.Receive(Connection(), Ping("webhook_id=142")));

    [Theory]
    [InlineData("webhook_id=")]
    [InlineData("webhook_id=1\n")]
    [InlineData("webhook_id=1&order=2")]
    [InlineData("webhook_id=123456789012345678901")]
    [InlineData("webhook_id=x")]
    [InlineData("id=1")]
    public void Whatever_else_is_a_form_is_refused(string body) => Assert.Equal(415, Refused(_woo.Receive(Connection(), Ping(body))).Status);

    [Fact]
    public void A_signed_body_is_no_ping()
        => Assert.IsType<InboundVerdict.Refused>(_woo.Receive(Connection(), Signed("webhook_id=142")));

    [Theory]
    [InlineData("order.created", typeof(InboundVerdict.Document), Lane.Money)]
    [InlineData("order.updated", typeof(InboundVerdict.Document), Lane.Money)]
    [InlineData("order.restored", typeof(InboundVerdict.Document), Lane.Money)]
    [InlineData("order.deleted", typeof(InboundVerdict.Work), Lane.Money)]
    [InlineData("customer.updated", typeof(InboundVerdict.Ignored), Lane.Customers)]
    [InlineData("product.updated", typeof(InboundVerdict.Ignored), Lane.Catalog)]
    [InlineData("coupon.created", typeof(InboundVerdict.Ignored), Lane.Catalog)]
    [InlineData("action.woocommerce_add_to_cart", typeof(InboundVerdict.Ignored), Lane.Reports)]
    public void Each_topic_has_its_use_and_lane(string topic, Type verdict, Lane lane)
    {
        var received = _woo.Receive(Connection(), Signed(Good, topic));

        Assert.IsType(verdict, received);
        Assert.Equal(lane, ((InboundVerdict.Verified)received).Lane);
    }

    [Fact]
    public void A_deleted_order_is_work_of_the_tenant_since_only_its_id_is_told()
    {
        var work = Assert.IsType<InboundVerdict.Work>(_woo.Receive(Connection(), Signed("""{"id": 727}""", "order.deleted")));

        Assert.Equal(("tenant", TimeSpan.FromDays(1)), (work.Owner, work.Within));
    }

    [Theory]
    [InlineData("pending", null, false)]
    [InlineData("failed", null, false)]
    [InlineData("checkout-draft", null, false)]
    [InlineData("failed", "2017-03-22T19:28:08", true)]
    [InlineData("on-hold", null, true)]
    [InlineData("processing", null, true)]
    [InlineData("completed", "2017-03-22T19:28:08", true)]
    [InlineData("cancelled", null, true)]
    [InlineData("refunded", null, true)]
    [InlineData("packed-by-a-plugin", null, true)]
    public void A_checkout_that_was_never_paid_is_no_order_yet(string status, string? paid, bool isTaken)
    {
        var body = Sample();
        (body["status"], body["date_paid_gmt"]) = (status, paid);

        Assert.IsType(isTaken ? typeof(InboundVerdict.Document) : typeof(InboundVerdict.Ignored), _woo.Receive(Connection(), Signed(Bytes(body))));
        Assert.IsType<InboundVerdict.Document>(_woo.Receive(Connection(new() { ["takeUnpaid"] = true }), Signed(Bytes(body))));
    }

    [Fact]
    public void While_a_secret_is_rotated_both_are_valid()
    {
        var body = Encoding.UTF8.GetBytes(Good);

        Assert.IsType<InboundVerdict.Document>(_woo.Receive(Connection(null, null, "new", "old"), Signed(body, secret: "old")));
        Assert.IsType<InboundVerdict.Document>(_woo.Receive(Connection(null, null, "new", "old"), Signed(body, secret: "new")));
        Assert.Equal("signature_wrong", Refused(_woo.Receive(Connection(null, null, "new", "old"), Signed(body, secret: "older"))).Code);
    }

    [Theory]
    [InlineData(null, "signature_missing")]
    [InlineData("", "signature_missing")]
    [InlineData(InboundRequest.Repeated, "signature_repeated")]
    [InlineData("B23tXN68", "signature_wrong")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "signature_wrong")]
    public void A_missing_repeated_or_wrong_signature_is_refused(string? signature, string code)
    {
        var refused = Refused(_woo.Receive(Connection(), Signed(Encoding.UTF8.GetBytes(Good), headers: new() { ["X-WC-Webhook-Signature"] = signature })));

        Assert.Equal((401, code), (refused.Status, refused.Code));
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("order updated")]
    [InlineData(InboundRequest.Repeated)]
    public void The_topic_must_stand_there_once(string? topic)
        => Assert.Equal(400, Refused(_woo.Receive(Connection(), Signed(Encoding.UTF8.GetBytes(Good), headers: new() { ["X-WC-Webhook-Topic"] = topic }))).Status);

    [Theory]
    [InlineData("""{"date_modified_gmt": "2017-03-22T19:28:08"}""", "/id")]
    [InlineData("""{"id": "727", "date_modified_gmt": "2017-03-22T19:28:08"}""", "/id")]
    [InlineData("""{"id": 0, "date_modified_gmt": "2017-03-22T19:28:08"}""", "/id")]
    [InlineData("""{"id": 1}""", "/date_modified_gmt")]
    [InlineData("""{"id": 1, "date_modified_gmt": null}""", "/date_modified_gmt")]
    [InlineData("""{"id": 1, "date_modified_gmt": "2017-03-22 19:28:08"}""", "/date_modified_gmt")]
    [InlineData("""{"id": 1, "date_modified_gmt": "2017-02-30T19:28:08"}""", "/date_modified_gmt")]
    public void An_order_without_a_usable_id_or_time_is_refused_with_the_place(string body, string place)
    {
        var refused = Refused(_woo.Receive(Connection(), Signed(body)));

        Assert.Equal(422, refused.Status);
        Assert.Contains(place, refused.Detail, StringComparison.Ordinal);
    }

    private static InboundRequest Ping(string body) => new(name => name == "Content-Type" ? "application/x-www-form-urlencoded" : null, Encoding.UTF8.GetBytes(body), default);

    private static InboundVerdict.Refused Refused(InboundVerdict verdict) => Assert.IsType<InboundVerdict.Refused>(verdict);
}
