using System.Text;
using System.Text.Json;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using static OdooGrains.Connectors.Tests.Shopify.ShopifyRequests;

namespace OdooGrains.Connectors.Tests.Shopify;

public sealed class ShopifyReceiveTests
{
    private const string Good = """{"id": 820982911946154508, "updated_at": "2026-11-20T13:01:19-04:00", "line_items": [{"id": 1}]}""";
    private readonly IInboundConnector _shopify = Inbound;

    [Theory]
    [InlineData("orders/updated", Lane.Money)]
    [InlineData("orders/paid", Lane.Money)]
    [InlineData("inventory_levels/update", Lane.Stock)]
    [InlineData("customers/redact", Lane.Customers)]
    [InlineData("products/update", Lane.Catalog)]
    [InlineData("app/uninstalled", Lane.Reports)]
    [InlineData("orders_of_another_kind", Lane.Reports)]
    public void A_topic_has_the_lane_of_what_it_is_about(string topic, Lane lane)
        => Assert.Equal(lane, Assert.IsType<InboundVerdict.Verified>(_shopify.Receive(Connection(), Signed(Good, topic)), exactMatch: false).Lane);

    [Fact]
    public void The_published_vector_is_verified()
    {
        using var vector = JsonDocument.Parse(Resources.Bytes("vectors.json"));
        var published = vector.RootElement[0];
        var request = Signed(Encoding.UTF8.GetBytes(published.GetProperty("payload").GetString()!), "products/create", headers: new()
        {
            ["X-Shopify-Hmac-Sha256"] = published.GetProperty("signature").GetString(),
        });

        Assert.IsType<InboundVerdict.Ignored>(_shopify.Receive(Connection(published.GetProperty("secret").GetString()!), request));
        Assert.Equal(401, Refused(_shopify.Receive(Connection("another"), request)).Status);
    }

    [Fact]
    public void An_order_is_accepted_with_its_id_and_instant()
        => Assert.Equal(
            new InboundVerdict.Document(Lane.Money, "orders/create", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", "820982911946154508", new(2026, 11, 20, 17, 1, 19, TimeSpan.Zero)),
            _shopify.Receive(Connection(), Signed(Good)));

    [Theory]
    [InlineData("orders/create", typeof(InboundVerdict.Document))]
    [InlineData("orders/updated", typeof(InboundVerdict.Document))]
    [InlineData("orders/cancelled", typeof(InboundVerdict.Document))]
    [InlineData("orders/paid", typeof(InboundVerdict.Document))]
    [InlineData("orders/edited", typeof(InboundVerdict.Document))]
    [InlineData("orders/fulfilled", typeof(InboundVerdict.Document))]
    [InlineData("orders/partially_fulfilled", typeof(InboundVerdict.Document))]
    [InlineData("inventory_levels/update", typeof(InboundVerdict.Ignored))]
    [InlineData("ORDERS/CREATE", typeof(InboundVerdict.Ignored))]
    [InlineData("customers/data_request", typeof(InboundVerdict.Work))]
    [InlineData("customers/redact", typeof(InboundVerdict.Work))]
    [InlineData("shop/redact", typeof(InboundVerdict.Work))]
    [InlineData("app/uninstalled", typeof(InboundVerdict.Work))]
    public void Each_topic_has_its_use(string topic, Type verdict) => Assert.IsType(verdict, _shopify.Receive(Connection(), Signed(Good, topic)));

    [Fact]
    public void A_privacy_request_has_the_tenant_as_owner_and_thirty_days()
    {
        var work = Assert.IsType<InboundVerdict.Work>(_shopify.Receive(Connection(), Signed("""{"shop_id": 1}""", "customers/redact")));

        Assert.Equal(("tenant", TimeSpan.FromDays(30)), (work.Owner, work.Within));
    }

    [Fact]
    public void While_a_secret_is_rotated_both_are_valid()
    {
        var body = Encoding.UTF8.GetBytes(Good);

        Assert.IsType<InboundVerdict.Document>(_shopify.Receive(Connection("new", "old"), Signed(body, secret: "old")));
        Assert.IsType<InboundVerdict.Document>(_shopify.Receive(Connection("new", "old"), Signed(body, secret: "new")));
        Assert.Equal(401, Refused(_shopify.Receive(Connection("new", "old"), Signed(body, secret: "older"))).Status);
    }

    [Theory]
    [InlineData(null, "signature_missing")]
    [InlineData("", "signature_missing")]
    [InlineData(InboundRequest.Repeated, "signature_repeated")]
    [InlineData("B23tXN68", "signature_wrong")]
    [InlineData("B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=", "signature_wrong")]
    [InlineData("B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g", "signature_wrong")]
    [InlineData("????????????????????????????????????????????", "signature_wrong")]
    [InlineData("                                            ", "signature_wrong")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "signature_wrong")]
    public void A_missing_repeated_or_wrong_signature_is_refused(string? signature, string code)
    {
        var refused = Refused(_shopify.Receive(Connection(), Signed(Encoding.UTF8.GetBytes(Good), headers: new() { ["X-Shopify-Hmac-Sha256"] = signature })));

        Assert.Equal((401, code), (refused.Status, refused.Code));
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_without_a_secret_verifies_nothing()
        => Assert.Equal(401, Refused(_shopify.Receive(Connection() with { Secrets = new Dictionary<string, IReadOnlyList<string>>() }, Signed(Good))).Status);

    [Fact]
    public void The_signature_is_verified_before_the_body_is_looked_at()
        => Assert.Equal(401, Refused(_shopify.Receive(Connection(), Signed("{"u8.ToArray(), secret: "wrong"))).Status);

    [Fact]
    public void A_changed_body_is_refused()
    {
        var signed = Signed(Good);

        Assert.Equal("signature_wrong", Refused(_shopify.Receive(Connection(), signed with { Body = Encoding.UTF8.GetBytes(Good + " ") })).Code);
    }

    [Theory]
    [InlineData("other.myshopify.com")]
    [InlineData(null)]
    [InlineData(InboundRequest.Repeated)]
    public void Another_shop_of_the_same_app_is_refused(string? shop)
        => Assert.Equal("wrong_shop", Refused(_shopify.Receive(Connection(), Signed(Encoding.UTF8.GetBytes(Good), headers: new() { ["X-Shopify-Shop-Domain"] = shop }))).Code);

    [Theory]
    [InlineData("X-Shopify-Webhook-Id", null)]
    [InlineData("X-Shopify-Webhook-Id", "")]
    [InlineData("X-Shopify-Webhook-Id", InboundRequest.Repeated)]
    [InlineData("X-Shopify-Topic", null)]
    [InlineData("X-Shopify-Topic", InboundRequest.Repeated)]
    public void A_header_that_routing_needs_must_stand_there_once(string name, string? value)
        => Assert.Equal(400, Refused(_shopify.Receive(Connection(), Signed(Encoding.UTF8.GetBytes(Good), headers: new() { [name] = value }))).Status);

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("application/json;charset=\"UTF-8\"", true)]
    [InlineData("APPLICATION/JSON", true)]
    [InlineData("application/json; charset=latin1", false)]
    [InlineData("application/json; boundary=x", false)]
    [InlineData("text/json", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(InboundRequest.Repeated, false)]
    public void Only_JSON_is_taken(string? contentType, bool taken)
    {
        var verdict = _shopify.Receive(Connection(), Signed(Encoding.UTF8.GetBytes(Good), headers: new() { ["Content-Type"] = contentType }));

        Assert.Equal(taken ? null : 415, (verdict as InboundVerdict.Refused)?.Status);
    }

    [Theory]
    [InlineData("""{"updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"id": null, "updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"id": "820", "updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"id": -1, "updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"id": 1.5, "updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"id": 0, "updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"id": 1e3, "updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"id": {"id": 5}, "updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"order": {"id": 5}, "updated_at": "2026-11-20T13:01:19Z"}""", "/id")]
    [InlineData("""{"id": 1}""", "/updated_at")]
    [InlineData("""{"id": 1, "updated_at": null}""", "/updated_at")]
    [InlineData("""{"id": 1, "updated_at": 5}""", "/updated_at")]
    [InlineData("""{"id": 1, "updated_at": ""}""", "/updated_at")]
    [InlineData("""{"id": 1, "updated_at": "2026-11-20T13:01:19"}""", "/updated_at")]
    [InlineData("""{"id": 1, "updated_at": "2026-11-20"}""", "/updated_at")]
    [InlineData("""{"id": 1, "updated_at": "2026-02-30T13:01:19Z"}""", "/updated_at")]
    [InlineData("""{"id": 1, "updated_at": "0001-01-01T00:00:00+14:00"}""", "/updated_at")]
    [InlineData("""{"id": 1, "updated_at": "yesterday"}""", "/updated_at")]
    public void An_order_without_a_usable_id_or_time_is_refused_with_the_place(string body, string place)
    {
        var refused = Refused(_shopify.Receive(Connection(), Signed(body)));

        Assert.Equal(422, refused.Status);
        Assert.Contains(place, refused.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-20T13:01:19Z")]
    [InlineData("2026-11-20T14:01:19+01:00")]
    [InlineData("2026-11-20T13:01:19.0000000Z")]
    [InlineData("2026-11-20T08:01:19.000-05:00")]
    public void Every_form_of_an_instant_is_the_same_instant(string text)
        => Assert.Equal(
            new(2026, 11, 20, 13, 1, 19, TimeSpan.Zero),
            Assert.IsType<InboundVerdict.Document>(_shopify.Receive(Connection(), Signed($$"""{"id": 18446744073709551615, "updated_at": "{{text}}"}"""))).UpdatedAt);

    private static InboundVerdict.Refused Refused(InboundVerdict verdict) => Assert.IsType<InboundVerdict.Refused>(verdict);
}
