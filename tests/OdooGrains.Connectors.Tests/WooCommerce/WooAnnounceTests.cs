using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Tests.Conformance;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Connectors.WooCommerce;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Tests.WooCommerce;

public sealed class WooConformanceTests : OutboundConformance
{
    protected override ConnectionConfig Connection { get; } = WooRequests.Connection() with
    {
        Secrets = new Dictionary<string, IReadOnlyList<string>> { ["webhookSecret"] = [Canary], ["consumerKey"] = [$"ck_{Canary}"], ["consumerSecret"] = [$"cs_{Canary}"] },
    };

    protected override IReadOnlyList<Effect> Effects
    {
        get
        {
            var lab = new WooLab();
            return [lab.Effect("101", new() { Id = "7", Source = default, Status = default, Lines = [], UpdatedAt = default })];
        }
    }

    protected override IConnector Connector(IEgress egress) => new WooConnector(egress);

    protected override (IEgress Egress, Func<int> Writes) Working()
    {
        var shop = new Sandbox.WooCommerce.SimulatedWoo(Sandbox.WooCommerce.WooShop.Orderly with { ConsumerKey = $"ck_{Canary}", ConsumerSecret = $"cs_{Canary}" }, new ManualTime());
        shop.Place(0, new Sandbox.WooCommerce.WooItem("MUG", 1, 10));
        var egress = new SiteEgress(shop);
        return (egress, () => egress.Requests.Count(request => request.Method != "GET"));
    }
}

/// <summary>Deliveries announced to a simulated shop.</summary>
public sealed class WooAnnounceTests
{
    private readonly WooLab _lab = new();

    [Fact]
    public async Task A_whole_delivery_completes_the_order_and_bears_its_tracking()
    {
        var order = _lab.Order();

        var done = await _lab.AnnounceAsync(_lab.Effect(order, _lab.Delivery(order, "WH/OUT/7", 3, 1)));

        Assert.Equal(new EffectOutcome.Done(new DeliveryAnnounced("WH/OUT/7")), done);
        Assert.Equal("completed", (string?)_lab.Shop.Order(order)["status"]);
        Assert.Equal(("WH/OUT/7", "DHL", "JJD1"), ((string?)Meta(order, "WH_OUT_7")!["delivery"], (string?)Meta(order, "WH_OUT_7")!["carrier"], (string?)Meta(order, "WH_OUT_7")!["tracking"]![0]));
    }

    [Fact]
    public async Task Parts_complete_the_order_once_all_has_left()
    {
        var order = _lab.Order();

        await _lab.AnnounceAsync(_lab.Effect(order, _lab.Delivery(order, "1", 2, 0)));
        Assert.Equal("processing", (string?)_lab.Shop.Order(order)["status"]);
        await _lab.AnnounceAsync(_lab.Effect(order, _lab.Delivery(order, "2", 1, 0)));
        Assert.Equal("processing", (string?)_lab.Shop.Order(order)["status"]);
        await _lab.AnnounceAsync(_lab.Effect(order, _lab.Delivery(order, "3", 0, 1)));

        Assert.Equal("completed", (string?)_lab.Shop.Order(order)["status"]);
        Assert.All((string[])["1", "2", "3"], delivery => Assert.NotNull(Meta(order, delivery)));
    }

    [Fact]
    public async Task A_repeat_writes_nothing()
    {
        var order = _lab.Order();
        var effect = _lab.Effect(order, _lab.Delivery(order, "1", 3, 1));
        await _lab.AnnounceAsync(effect);
        _lab.Shop.Set(order, "refunded");
        _lab.Egress.Requests.Clear();

        Assert.IsType<EffectOutcome.Done>(await _lab.AnnounceAsync(effect));
        Assert.Equal(["GET"], _lab.Egress.Requests.Select(request => request.Method));
        Assert.Equal("refunded", (string?)_lab.Shop.Order(order)["status"]);
    }

    [Fact]
    public async Task A_lost_answer_is_in_doubt_and_the_look_up_finds_it()
    {
        var order = _lab.Order();
        var effect = _lab.Effect(order, _lab.Delivery(order, "1", 3, 1));
        Assert.IsType<EffectOutcome.NotFound>(await _lab.Connector.Outbound.LookUpAsync(_lab.Connection, effect, default));
        _lab.Shop.LostAnswers = 1;

        Assert.IsType<EffectOutcome.InDoubt>(await _lab.AnnounceAsync(effect));
        Assert.Equal(new EffectOutcome.Done(new DeliveryAnnounced("1")), await _lab.Connector.Outbound.LookUpAsync(_lab.Connection, effect, default));
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("refunded")]
    [InlineData("failed")]
    public async Task An_order_that_is_closed_in_the_shop_is_for_a_person(string status)
    {
        var order = _lab.Order();
        _lab.Shop.Set(order, status);

        var failure = Assert.IsType<EffectOutcome.Failed>(await _lab.AnnounceAsync(_lab.Effect(order, _lab.Delivery(order, "1", 3, 1)))).Failure;

        Assert.Equal((FailureClass.Business, "order_not_open"), (failure.Class, failure.Code));
        Assert.Equal(status, (string?)_lab.Shop.Order(order)["status"]);
    }

    [Fact]
    public async Task An_order_that_the_shop_does_not_know_is_for_a_person()
    {
        var order = _lab.Order();

        Assert.Equal(FailureClass.Business, Assert.IsType<EffectOutcome.Failed>(await _lab.AnnounceAsync(_lab.Effect("9999", _lab.Delivery(order, "1", 3, 1)))).Failure.Class);
    }

    [Theory]
    [InlineData(401, "{\"code\":\"woocommerce_rest_cannot_edit\"}", FailureClass.Auth)]
    [InlineData(403, "", FailureClass.Auth)]
    [InlineData(404, "{\"code\":\"rest_no_route\"}", FailureClass.Auth)]
    [InlineData(301, "", FailureClass.Auth)]
    [InlineData(400, "{\"code\":\"rest_invalid_param\"}", FailureClass.Business)]
    [InlineData(429, "", FailureClass.Throttled)]
    public async Task What_surely_did_not_happen_is_classified(int status, string body, FailureClass failure)
        => Assert.Equal(failure, Assert.IsType<EffectOutcome.Failed>(await AnsweredAsync(status, body)).Failure.Class);

    [Theory]
    [InlineData(500, "")]
    [InlineData(503, "<html>")]
    [InlineData(200, "<html>")]
    [InlineData(200, "{}")]
    [InlineData(200, "{\"status\":\"completed\",\"meta_data\":[]}")]
    public async Task What_may_have_happened_is_in_doubt(int status, string body) => Assert.IsType<EffectOutcome.InDoubt>(await AnsweredAsync(status, body));

    private Task<EffectOutcome> AnsweredAsync(int status, string body)
    {
        var order = _lab.Order();
        _lab.Egress.Instead = request => request.Method == "PUT" ? SiteEgress.Answered(status, body) : null;
        return _lab.AnnounceAsync(_lab.Effect(order, _lab.Delivery(order, "1", 3, 1)));
    }

    private System.Text.Json.Nodes.JsonNode? Meta(int order, string delivery) => _lab.Meta(order, $"_odoograins_delivery_{delivery}");
}
