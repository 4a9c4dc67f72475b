using System.Text.Json.Nodes;
using OdooGrains.Connectors.Stripe;
using OdooGrains.Domain.Orders;
using static OdooGrains.Connectors.Tests.Stripe.StripeRequests;

namespace OdooGrains.Connectors.Tests.Stripe;

public sealed class StripeParseTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_795_176_000);
    private readonly StripeInbound _stripe = new();

    [Fact]
    public void A_captured_intent_is_a_capture()
        => Assert.Equal(
            new Payment { Id = "pi_1", Kind = PaymentKind.Capture, Status = PaymentStatus.Succeeded, Amount = 10.99m, Currency = "USD", Gateway = "stripe", UpdatedAt = At },
            Payment("payment_intent.succeeded", Intent()));

    [Theory]
    [InlineData("requires_capture", PaymentKind.Authorization, PaymentStatus.Succeeded)]
    [InlineData("succeeded", PaymentKind.Capture, PaymentStatus.Succeeded)]
    [InlineData("canceled", PaymentKind.Capture, PaymentStatus.Failed)]
    [InlineData("requires_payment_method", PaymentKind.Capture, PaymentStatus.Failed)]
    [InlineData("processing", PaymentKind.Capture, PaymentStatus.Pending)]
    public void The_status_of_the_intent_counts_and_not_the_type_of_the_event(string status, PaymentKind kind, PaymentStatus outcome)
    {
        foreach (var type in (string[])["payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled"])
        {
            var payment = Payment(type, Intent(status));
            Assert.Equal((kind, outcome, 10.99m), (payment.Kind, payment.Status, payment.Amount));
        }
    }

    [Fact]
    public void An_authorisation_that_is_given_up_is_a_void()
    {
        var intent = Intent("canceled");
        intent["capture_method"] = "manual";

        var payment = Payment("payment_intent.canceled", intent);
        Assert.Equal((PaymentKind.Void, PaymentStatus.Succeeded), (payment.Kind, payment.Status));
    }

    [Fact]
    public void A_partial_capture_is_what_was_received()
    {
        var intent = Intent();
        intent["amount_received"] = 700;

        Assert.Equal(7m, Payment("payment_intent.succeeded", intent).Amount);
    }

    [Fact]
    public void Stripes_own_sample_of_a_charge_is_the_captured_payment_of_its_intent()
    {
        var told = Assert.IsType<ParsedOrder.Told>(_stripe.Parse(Connection(), "charge.refunded", Bytes(Vector("stripe_charge_refunded_composed.json"))));

        Assert.Equal(
            new Payment
            {
                Id = "pi_3MtwBwLkdIwHu7ix28a3tqPa", Kind = PaymentKind.Capture, Status = PaymentStatus.Succeeded, Amount = 10.99m, Currency = "USD", Gateway = "stripe",
                UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(1_679_094_539),
            },
            Assert.IsType<OrderFact.PaymentFact>(Assert.Single(told.Facts)).Payment);
    }

    [Fact]
    public void A_charge_that_lists_its_refunds_tells_them()
    {
        var charge = (JsonObject)Vector("stripe_charge_refunded_composed.json")["data"]!["object"]!.DeepClone();
        charge["refunds"] = new JsonObject { ["data"] = new JsonArray(Refund(), Refund("pending", 100, "42")) };

        var facts = Facts("charge.refunded", charge, new() { ["refunds"] = "stripe" });

        Assert.Equal(["re_1", "42"], facts.Skip(1).Select(fact => ((OrderFact.RefundFact)fact).Refund.Id));
    }

    [Theory]
    [InlineData("succeeded", PaymentStatus.Succeeded)]
    [InlineData("pending", PaymentStatus.Pending)]
    [InlineData("requires_action", PaymentStatus.Pending)]
    [InlineData("failed", PaymentStatus.Failed)]
    [InlineData("canceled", PaymentStatus.Failed)]
    public void A_refund_is_an_amount_of_its_payment(string status, PaymentStatus outcome)
    {
        var refund = Assert.IsType<OrderFact.RefundFact>(Assert.Single(Facts("refund.updated", Refund(status), new() { ["refunds"] = "stripe" }))).Refund;

        Assert.Equal(("re_1", 5m, 5m, "USD", outcome, "requested_by_customer", At), (refund.Id, refund.Total, refund.Adjustment, refund.Currency, refund.Status, refund.Reason, refund.UpdatedAt));
        Assert.Equal(["pi_1"], refund.Payments);
        Assert.Empty(refund.Lines);
    }

    [Fact]
    public void A_refund_that_names_the_shops_is_the_same_refund()
        => Assert.Equal("42", Assert.IsType<OrderFact.RefundFact>(Assert.Single(Facts("refund.updated", Refund(name: "42")))).Refund.Id);

    [Theory]
    [InlineData("needs_response", PaymentStatus.Pending)]
    [InlineData("warning_needs_response", PaymentStatus.Pending)]
    [InlineData("under_review", PaymentStatus.Pending)]
    [InlineData("lost", PaymentStatus.Succeeded)]
    [InlineData("won", PaymentStatus.Failed)]
    [InlineData("warning_closed", PaymentStatus.Failed)]
    public void A_dispute_takes_the_money_unless_it_is_won(string status, PaymentStatus outcome)
    {
        var dispute = Payment("charge.dispute.closed", Dispute(status));

        Assert.Equal(("du_1", PaymentKind.Dispute, outcome, "pi_1", 10.99m), (dispute.Id, dispute.Kind, dispute.Status, dispute.ParentId, dispute.Amount));
    }

    [Theory]
    [InlineData("paid", PaymentStatus.Succeeded)]
    [InlineData("unpaid", PaymentStatus.Pending)]
    public void A_checkout_tells_of_its_payment(string status, PaymentStatus outcome)
    {
        JsonObject session = new() { ["id"] = "cs_1", ["object"] = "checkout.session", ["payment_intent"] = "pi_1", ["amount_total"] = 1099, ["currency"] = "usd", ["payment_status"] = status };

        var payment = Payment("checkout.session.completed", session);
        Assert.Equal(("pi_1", outcome, 10.99m), (payment.Id, payment.Status, payment.Amount));
    }

    // https://docs.stripe.com/currencies
    [Theory]
    [InlineData("usd", 1099, "10.99")]
    [InlineData("huf", 1045, "10.45")]
    [InlineData("twd", 80045, "800.45")]
    [InlineData("jpy", 500, "500")]
    [InlineData("krw", 9007199254740993, "9007199254740993")]
    [InlineData("kwd", 5120, "5.120")]
    [InlineData("bhd", 1, "0.001")]
    [InlineData("isk", 500, "5.00")]
    [InlineData("ugx", 500, "5.00")]
    [InlineData("mga", 500, "500")]
    public void Amounts_are_exact_in_the_smallest_unit_that_Stripe_uses(string currency, long units, string amount)
    {
        var payment = Payment("payment_intent.succeeded", Intent(amount: units, currency: currency));

        Assert.Equal((decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency.ToUpperInvariant()), (payment.Amount, payment.Currency));
    }

    [Theory]
    [InlineData("amount_received", "10.99", "/data/object/amount_received")]
    [InlineData("amount_received", "-1", "/data/object/amount_received")]
    [InlineData("amount_received", "\"1099\"", "/data/object/amount_received")]
    [InlineData("amount_received", "1e3", "/data/object/amount_received")]
    [InlineData("amount_received", "null", "/data/object/amount_received")]
    [InlineData("currency", "\"dollars\"", "/data/object/currency")]
    [InlineData("currency", "840", "/data/object/currency")]
    [InlineData("status", "\"odd\"", "/data/object/status")]
    [InlineData("object", "\"invoice\"", "/data/object/object")]
    [InlineData("id", "null", "/data/object/id")]
    public void An_object_shaped_otherwise_is_unreadable_and_the_place_is_named(string name, string value, string place)
    {
        var intent = Intent();
        intent[name] = JsonNode.Parse(value);

        var unreadable = Assert.IsType<ParsedOrder.Unreadable>(_stripe.Parse(Connection(), "payment_intent.succeeded", Bytes(Event("payment_intent.succeeded", intent))));

        Assert.Contains($"{place} must be", unreadable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_amount_is_read_for_each_currency_that_ISO_knows()
        => Assert.All((string[])["EUR", "JPY", "BHD"], currency => Assert.Equal(Domain.Money.Currency.Decimals(currency), StripeMoney.Decimals(currency)));

    private Payment Payment(string type, JsonObject subject) => Assert.IsType<OrderFact.PaymentFact>(Facts(type, subject)[0]).Payment;

    private IReadOnlyList<OrderFact> Facts(string type, JsonObject subject, JsonObject? settings = null)
        => Assert.IsType<ParsedOrder.Told>(_stripe.Parse(Connection(settings), type, Bytes(Event(type, subject)))).Facts;
}
