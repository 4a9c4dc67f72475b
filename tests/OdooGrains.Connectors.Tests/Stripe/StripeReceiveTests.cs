using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Stripe;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using static OdooGrains.Connectors.Tests.Stripe.StripeRequests;

namespace OdooGrains.Connectors.Tests.Stripe;

public sealed class StripeReceiveTests
{
    private readonly StripeInbound _stripe = new();

    [Fact]
    public void The_published_vector_is_verified()
    {
        using var vectors = JsonDocument.Parse(Resources.Bytes("stripe_signature.json"));
        var vector = vectors.RootElement[0];
        var request = Signed(Resources.Bytes(vector.GetProperty("payload_file").GetString()!), vector.GetProperty("header").GetString()) with
        {
            ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("timestamp").GetInt64()),
        };
        JsonObject account = new() { ["account"] = "acct_123" };
        var secret = vector.GetProperty("secret").GetString()!;

        Assert.Equal(new InboundVerdict.Ignored(Lane.Customers, "customer.created", "evt_123"), _stripe.Receive(Connection(account, secret), request));
        Assert.Equal("signature_wrong", Refused(_stripe.Receive(Connection(account, "another"), request)).Code);
    }

    [Fact]
    public void An_event_that_names_its_order_is_the_orders_of_the_shop()
    {
        var verdict = Document(Event("payment_intent.succeeded", Intent()));

        Assert.Equal(
            new InboundVerdict.Document(Lane.Money, "payment_intent.succeeded", "evt_1", "1001", DateTimeOffset.FromUnixTimeSeconds(1_795_176_000)) { Channel = new("shop") },
            verdict);
    }

    [Fact]
    public void The_key_that_the_shop_writes_its_order_under_is_a_setting()
    {
        var intent = Intent(order: null);
        intent["metadata"] = new JsonObject { ["woo_order"] = " 77 ", ["order_id"] = "1001" };

        Assert.Equal("77", Document(Event("payment_intent.succeeded", intent), new() { ["orderIdKey"] = "woo_order" }).DocumentId);
    }

    [Fact]
    public void An_event_that_names_no_order_waits_under_its_payment()
    {
        Assert.Equal("payment:pi_1", Document(Event("payment_intent.succeeded", Intent(order: null))).DocumentId);
        Assert.Equal("payment:pi_1", Document(Event("charge.dispute.created", Dispute("needs_response"))).DocumentId);
        Assert.Equal("payment:pi_1", Document(Event("refund.created", Refund()), new() { ["refunds"] = "stripe" }).DocumentId);

        var expanded = Dispute("lost");
        expanded["payment_intent"] = Intent();
        Assert.Equal("payment:pi_1", Document(Event("charge.dispute.closed", expanded)).DocumentId);

        var old = Dispute("lost");
        old["payment_intent"] = null;
        Assert.Equal("payment:ch_1", Document(Event("charge.dispute.closed", old)).DocumentId);
    }

    [Fact]
    public void A_checkout_without_a_payment_concerns_no_order()
    {
        JsonObject session = new() { ["id"] = "cs_1", ["object"] = "checkout.session", ["payment_intent"] = null, ["amount_total"] = 0, ["currency"] = "usd", ["payment_status"] = "paid" };

        Assert.IsType<InboundVerdict.Ignored>(_stripe.Receive(Connection(), Signed(Event("checkout.session.completed", session))));
    }

    [Fact]
    public void A_shop_that_states_its_refunds_has_none_twice()
    {
        Assert.IsType<InboundVerdict.Ignored>(_stripe.Receive(Connection(), Signed(Event("refund.created", Refund()))));
        Assert.IsType<InboundVerdict.Document>(_stripe.Receive(Connection(), Signed(Event("refund.created", Refund(name: "42")))));
        Assert.IsType<InboundVerdict.Document>(_stripe.Receive(Connection(new() { ["refunds"] = "stripe" }), Signed(Event("refund.created", Refund()))));
    }

    [Theory]
    [InlineData("payment_intent.processing", typeof(InboundVerdict.Ignored), Lane.Money)]
    [InlineData("payout.paid", typeof(InboundVerdict.Ignored), Lane.Money)]
    [InlineData("payout.failed", typeof(InboundVerdict.Work), Lane.Money)]
    [InlineData("balance.available", typeof(InboundVerdict.Ignored), Lane.Reports)]
    [InlineData("customer.created", typeof(InboundVerdict.Ignored), Lane.Customers)]
    [InlineData("price.created", typeof(InboundVerdict.Ignored), Lane.Catalog)]
    [InlineData("v2.core.event", typeof(InboundVerdict.Ignored), Lane.Reports)]
    public void What_concerns_no_order_is_kept(string type, Type verdict, Lane lane)
    {
        var received = _stripe.Receive(Connection(), Signed(new JsonObject { ["id"] = "evt_1", ["type"] = type }));

        Assert.IsType(verdict, received);
        Assert.Equal(lane, ((InboundVerdict.Verified)received).Lane);
    }

    [Fact]
    public void A_payout_that_failed_has_the_tenant_as_owner_and_a_day()
    {
        var work = Assert.IsType<InboundVerdict.Work>(_stripe.Receive(Connection(), Signed(Event("payout.failed", new() { ["id"] = "po_1" }))));

        Assert.Equal(("tenant", TimeSpan.FromDays(1)), (work.Owner, work.Within));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("acct_1", "acct_1", true)]
    [InlineData("acct_1", "acct_2", false)]
    [InlineData("acct_1", null, false)]
    [InlineData(null, "acct_1", false)]
    public void Events_of_another_account_are_refused(string? setting, string? account, bool isTaken)
    {
        var body = Event("payment_intent.succeeded", Intent());
        body["account"] = account;

        var verdict = _stripe.Receive(Connection(new() { ["account"] = setting }), Signed(body));

        Assert.Equal(isTaken ? null : "wrong_account", (verdict as InboundVerdict.Refused)?.Code);
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_signature_is_good_for_five_minutes_both_ways(int seconds, bool isTaken)
    {
        var body = Bytes(Event("payment_intent.succeeded", Intent()));

        var verdict = _stripe.Receive(Connection(), Signed(body, Signature(body, Now.AddSeconds(seconds))));

        Assert.Equal(isTaken ? null : "signature_old", (verdict as InboundVerdict.Refused)?.Code);
    }

    [Fact]
    public void The_tolerance_is_a_setting()
    {
        var body = Bytes(Event("payment_intent.succeeded", Intent()));
        var late = Signed(body, Signature(body, Now.AddSeconds(-20)));

        Assert.IsType<InboundVerdict.Document>(_stripe.Receive(Connection(new() { ["toleranceSeconds"] = 20 }), late));
        Assert.Equal("signature_old", Refused(_stripe.Receive(Connection(new() { ["toleranceSeconds"] = 19 }), late)).Code);
        Assert.Contains(new StripeConnector(null!).Validate(Connection(new() { ["toleranceSeconds"] = 0 })), problem => problem.Path == "/settings/toleranceSeconds");
        Assert.Contains(new StripeConnector(null!).Validate(Connection(new() { ["toleranceSeconds"] = 86_401 })), problem => problem.Path == "/settings/toleranceSeconds");
    }

    [Fact]
    public void While_a_secret_is_rolled_each_side_may_hold_several()
    {
        var body = Bytes(Event("payment_intent.succeeded", Intent()));
        var (first, second) = (Signature(body, Now, "old"), Signature(body, Now, "new").Split(',')[1]);

        Assert.IsType<InboundVerdict.Document>(_stripe.Receive(Connection(null, "new", "old"), Signed(body, first)));
        Assert.IsType<InboundVerdict.Document>(_stripe.Receive(Connection(null, "new"), Signed(body, $"{first},{second},v0=ff")));
        Assert.Equal("signature_wrong", Refused(_stripe.Receive(Connection(null, "newest"), Signed(body, $"{first},{second}"))).Code);
    }

    [Fact]
    public void The_whole_secret_is_the_key_and_its_base64_is_not()
    {
        var body = Bytes(Event("payment_intent.succeeded", Intent()));
        var secret = $"whsec_{Convert.ToBase64String(Encoding.UTF8.GetBytes("a key in base64"))}";

        Assert.IsType<InboundVerdict.Document>(_stripe.Receive(Connection(null, secret), Signed(body, Signature(body, Now, secret))));
        Assert.Equal("signature_wrong", Refused(_stripe.Receive(Connection(null, secret), Signed(body, Signature(body, Now, "a key in base64")))).Code);
    }

    [Theory]
    [InlineData("", "signature_missing")]
    [InlineData(InboundRequest.Repeated, "signature_repeated")]
    [InlineData("t=1795176000", "signature_malformed")]
    [InlineData("v1=aa", "signature_malformed")]
    [InlineData("t=1795176000,v1=zz", "signature_malformed")]
    [InlineData("t=-5,v1=0000000000000000000000000000000000000000000000000000000000000000", "signature_malformed")]
    [InlineData("t=999999999999999,v1=0000000000000000000000000000000000000000000000000000000000000000", "signature_malformed")]
    [InlineData("t=1795176000,t=1795176001,v1=0000000000000000000000000000000000000000000000000000000000000000", "signature_malformed")]
    [InlineData("t=1795176000,v0=0000000000000000000000000000000000000000000000000000000000000000", "signature_malformed")]
    [InlineData("t=1795176000,v1=0000000000000000000000000000000000000000000000000000000000000000", "signature_wrong")]
    public void A_missing_repeated_malformed_or_wrong_signature_is_refused(string signature, string code)
    {
        var refused = Refused(_stripe.Receive(Connection(), Signed(Bytes(Event("payment_intent.succeeded", Intent())), signature)));

        Assert.Equal((401, code), (refused.Status, refused.Code));
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_of_ten_thousand_parts_is_not_computed()
    {
        var flood = $"t=1795176000{string.Concat(Enumerable.Repeat($",v1={new string('0', 64)}", 10_000))}";

        Assert.Equal("signature_malformed", Refused(_stripe.Receive(Connection(), Signed("{}"u8.ToArray(), flood))).Code);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public void Only_JSON_is_taken(string? contentType)
        => Assert.Equal(415, Refused(_stripe.Receive(Connection(), Signed(Bytes(Event("payment_intent.succeeded", Intent())), contentType: contentType))).Status);

    [Theory]
    [InlineData("id", null, "/id")]
    [InlineData("id", "5", "/id")]
    [InlineData("type", "\"\"", "/type")]
    [InlineData("created", "\"2026\"", "/created")]
    [InlineData("created", "-1", "/created")]
    [InlineData("created", "1e300", null)]
    [InlineData("created", "99999999999999999", "/created")]
    [InlineData("data", "[]", "/data")]
    [InlineData("data", "{}", "/data/object")]
    [InlineData("data", "{\"object\":5}", "/data/object")]
    [InlineData("data", "{\"object\":{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"metadata\":5}}", "/data/object/metadata")]
    [InlineData("data", "{\"object\":{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"metadata\":{\"order_id\":7}}}", "/data/object/metadata/order_id")]
    [InlineData("data", "{\"object\":{\"id\":\"pi 1\",\"object\":\"payment_intent\"}}", "/data/object/id")]
    [InlineData("data", "{\"object\":{\"id\":\"du_1\",\"object\":\"dispute\",\"payment_intent\":[]}}", "/data/object/payment_intent")]
    public void An_event_that_cannot_be_routed_is_refused_with_the_place(string name, string? value, string? place)
    {
        var body = Event("payment_intent.succeeded", Intent());
        body[name] = value is null ? null : JsonNode.Parse(value);

        var refused = Refused(_stripe.Receive(Connection(), Signed(body)));

        Assert.Equal(422, refused.Status);
        Assert.Contains(place ?? "out of range", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_id_longer_than_any_is_refused()
        => Assert.Equal(422, Refused(_stripe.Receive(Connection(), Signed(Event("payment_intent.succeeded", Intent(order: new('9', 201)))))).Status);

    private InboundVerdict.Document Document(JsonObject body, JsonObject? settings = null) => Assert.IsType<InboundVerdict.Document>(_stripe.Receive(Connection(settings), Signed(body)));

    private static InboundVerdict.Refused Refused(InboundVerdict verdict) => Assert.IsType<InboundVerdict.Refused>(verdict);
}
