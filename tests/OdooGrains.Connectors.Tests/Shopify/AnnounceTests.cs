using OdooGrains.Connectors.Egress;
using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Outbound;
using OdooGrains.Sandbox.Http;
using OdooGrains.Sandbox.Shopify;
using OdooGrains.Sandbox.Shopify.Admin;
using static OdooGrains.Connectors.Tests.Shopify.ShopifyLab;

namespace OdooGrains.Connectors.Tests.Shopify;

/// <summary>Shipments told to the simulated shop, which refuses, loses answers and counts points.</summary>
public sealed class AnnounceTests
{
    private readonly ShopifyLab _lab = new();

    private OrderStory Story => _lab.Stories[0];

    private AnnounceDelivery Whole => new(Story.OrderId, _lab.Whole(Story, "d1", "1Z", "2Z"));

    [Fact]
    public async Task A_whole_order_is_fulfilled_with_its_tracking()
    {
        var id = Announced(await _lab.AnnounceAsync(Whole));

        var fulfilment = Assert.Single(_lab.Admin.Fulfilments(Story.OrderId));
        Assert.Equal(id, fulfilment.Id);
        Assert.Equal(["1Z", "2Z"], fulfilment.Numbers);
        Assert.Equal(Whole.Delivery.Lines.Select(line => (line.LineId, (int)line.Quantity)), fulfilment.Lines);
    }

    [Fact]
    public async Task A_part_is_fulfilled_and_later_the_rest()
    {
        var first = Whole.Delivery.Lines[0] with { Quantity = 1 };
        List<LineQuantity> rest = [.. Whole.Delivery.Lines.Select(line => line.LineId == first.LineId ? line with { Quantity = line.Quantity - 1 } : line).Where(line => line.Quantity > 0)];

        Announced(await _lab.AnnounceAsync(new(Story.OrderId, _lab.Delivery("d1", [first], "1Z"))));
        Announced(await _lab.AnnounceAsync(new(Story.OrderId, _lab.Delivery("d2", rest.Count > 0 ? rest : [first], "2Z"))));

        Assert.Equal(2, _lab.Admin.Fulfilments(Story.OrderId).Count);
    }

    [Theory]
    [InlineData(AdminFault.DropAnswer)]
    [InlineData(AdminFault.CommittedBadGateway)]
    [InlineData(AdminFault.InternalError)]
    public async Task A_lost_answer_is_in_doubt_and_the_look_up_finds_it(AdminFault fault)
    {
        _lab.Admin.Faults.Next(fault, "Fulfil");

        Assert.IsType<EffectOutcome.InDoubt>(await _lab.AnnounceAsync(Whole));

        Assert.Equal(Assert.Single(_lab.Admin.Fulfilments(Story.OrderId)).Id, Announced(await _lab.LookUpAsync(Whole)));
    }

    [Fact]
    public async Task A_repeat_finds_what_was_done_and_does_it_once()
    {
        var before = Announced(await _lab.AnnounceAsync(Whole));

        Assert.Equal(before, Announced(await _lab.AnnounceAsync(Whole, isFresh: false)));
        // Even one that was told nothing of the first: Shopify has nothing left to fulfil.
        Assert.Equal(before, Announced(await _lab.AnnounceAsync(Whole)));
        Assert.Single(_lab.Admin.Fulfilments(Story.OrderId));
    }

    [Fact]
    public async Task An_equal_fulfilment_of_another_delivery_is_not_taken_for_this_one()
    {
        var story = _lab.Stories.First(story => story.Expected.Lines.Any(line => line.Quantity > 1));
        var line = _lab.Whole(story).Lines.First(line => line.Quantity > 1) with { Quantity = 1 };
        var first = Announced(await _lab.AnnounceAsync(new(story.OrderId, _lab.Delivery("d1", [line]))));
        var second = new AnnounceDelivery(story.OrderId, _lab.Delivery("d2", [line])) { Others = [first] };

        Assert.IsType<EffectOutcome.NotFound>(await _lab.LookUpAsync(second));
        Assert.NotEqual(first, Announced(await _lab.AnnounceAsync(second, isFresh: false)));
        Assert.Equal(2, _lab.Admin.Fulfilments(story.OrderId).Count);
    }

    [Fact]
    public async Task A_fulfilment_with_other_tracking_or_quantities_is_another()
    {
        Announced(await _lab.AnnounceAsync(Whole));

        Assert.IsType<EffectOutcome.NotFound>(await _lab.LookUpAsync(Whole with { Delivery = Whole.Delivery with { TrackingNumbers = ["1Z"] } }));
        Assert.IsType<EffectOutcome.NotFound>(await _lab.LookUpAsync(Whole with { Delivery = Whole.Delivery with { Lines = [Whole.Delivery.Lines[0] with { Quantity = 99 }] } }));
    }

    [Fact]
    public async Task More_than_is_left_is_held_with_the_reason()
    {
        var failure = Failed(await _lab.AnnounceAsync(Whole with { Delivery = Whole.Delivery with { Lines = [Whole.Delivery.Lines[0] with { Quantity = 99 }] } }));

        Assert.Equal((FailureClass.Business, "not_fulfillable"), (failure.Class, failure.Code));
        Assert.Contains($"99 of line {Whole.Delivery.Lines[0].LineId}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _lab.Admin.Writes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.5)]
    public async Task Only_whole_units_are_fulfilled(double quantity)
        => Assert.Equal("not_whole", Failed(await _lab.AnnounceAsync(Whole with { Delivery = Whole.Delivery with { Lines = [new("1", (decimal)quantity)] } })).Code);

    [Fact]
    public async Task An_order_that_the_shop_does_not_have_is_held() => Assert.Equal("missing_in_shop", Failed(await _lab.AnnounceAsync(Whole with { OrderId = "77" })).Code);

    [Fact]
    public async Task One_fulfilment_goes_out_of_one_location()
    {
        var lab = new ShopifyLab(new() { Orders = 20, UpdatesPerMille = 0, CancelsPerMille = 0, TwoLocations = true });
        var story = lab.Stories.First(story => story.Expected.Lines.Count > 1);
        var whole = lab.Whole(story, "d1", "1Z");

        Assert.Equal("not_fulfillable", Failed(await lab.AnnounceAsync(new(story.OrderId, whole))).Code);

        Announced(await lab.AnnounceAsync(new(story.OrderId, whole with { Lines = [whole.Lines[1]] })));
        Assert.Equal(whole.Lines[1].LineId, Assert.Single(Assert.Single(lab.Admin.Fulfilments(story.OrderId)).Lines).Line);
    }

    [Fact]
    public async Task Whether_the_customer_is_written_to_is_a_setting()
    {
        _lab.Settings["notifyCustomer"] = false;
        Announced(await _lab.AnnounceAsync(Whole));

        Assert.Contains("\"notifyCustomer\":false", System.Text.Encoding.UTF8.GetString(_lab.Egress.Requests[^1].Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_bucket_throttles_until_it_has_filled_and_tells_the_budget()
    {
        _lab.Admin.EmptyBucket();
        var call = FencedEgress.Raise(() => new(true));
        var throttled = new FencedEgress(_lab.Egress);
        var connector = new OdooGrains.Connectors.Shopify.ShopifyConnector(throttled, _lab.Kept, _lab.Time);

        var failure = Failed(Assert.Single(await connector.Outbound.ExecuteAsync(_lab.Connection, [_lab.Effect(Whole)], default)));
        var reading = Assert.Single(call.End().Readings);

        Assert.Equal(FailureClass.Throttled, failure.Class);
        Assert.Equal(new(new("graphql cost", 100, 2_000, CallUnit.Points), 0), reading);
        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(10));
        _lab.Time.Advance(failure.RetryAfter.Value);
        Announced(await _lab.AnnounceAsync(Whole));
    }

    [Theory]
    [InlineData(AdminFault.TooManyRequests, FailureClass.Throttled, "throttled")]
    [InlineData(AdminFault.Throttled, FailureClass.Throttled, "throttled")]
    [InlineData(AdminFault.Frozen, FailureClass.Auth, "shop_frozen")]
    [InlineData(AdminFault.Locked, FailureClass.Auth, "shop_locked")]
    [InlineData(AdminFault.Unavailable, FailureClass.Transient, "no_answer")]
    public async Task A_refusal_is_classified(AdminFault fault, FailureClass failureClass, string code)
    {
        _lab.Admin.Faults.Next(fault);

        var failure = Failed(await _lab.AnnounceAsync(Whole));

        Assert.Equal((failureClass, code), (failure.Class, failure.Code));
        Assert.Equal(fault is AdminFault.TooManyRequests ? TimeSpan.FromSeconds(2) : failure.RetryAfter, failure.RetryAfter);
    }

    [Theory]
    [InlineData("version", "2026-07", "wrong_address")]
    [InlineData("version", "unstable", "wrong_address")]
    public async Task Another_version_than_the_shop_has_is_a_wrong_address(string setting, string value, string code)
    {
        _lab.Settings[setting] = value;

        Assert.Equal((FailureClass.Auth, code), (Failed(await _lab.AnnounceAsync(Whole)).Class, Failed(await _lab.AnnounceAsync(Whole)).Code));
    }

    [Fact]
    public async Task Without_an_access_token_nothing_is_called()
    {
        _lab.Kept.Secrets.Remove("accessToken");

        Assert.Equal((FailureClass.Auth, "no_token"), (Failed(await _lab.AnnounceAsync(Whole)).Class, Failed(await _lab.AnnounceAsync(Whole)).Code));
        Assert.Empty(_lab.Egress.Requests);
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData("standard", 100)]
    [InlineData("advanced", 200)]
    [InlineData("plus", 1_000)]
    [InlineData("enterprise", 2_000)]
    public void The_plan_states_what_may_be_called(string? plan, double perSecond)
    {
        _lab.Settings["plan"] = plan;

        Assert.Equal([new("points", perSecond, perSecond * 20, CallUnit.Points)], _lab.Connector.Outbound.Limits(_lab.Connection));
    }

    [Fact]
    public async Task The_stated_cost_bounds_what_an_announcement_makes()
    {
        var manifest = Assert.Single(_lab.Connector.Manifest.Operations);

        await _lab.AnnounceAsync(Whole);
        var fresh = _lab.Egress.Requests.Count;
        await _lab.AnnounceAsync(Whole, isFresh: false);
        var repeat = _lab.Egress.Requests.Count - fresh;
        await _lab.LookUpAsync(Whole);

        Assert.InRange(fresh, 1, manifest.Cost);
        Assert.InRange(repeat, 1, manifest.RepeatCost);
        Assert.InRange(_lab.Egress.Requests.Count - fresh - repeat, 1, manifest.LookUpCost);
    }

    [Fact]
    public async Task It_goes_over_sockets_and_a_dropped_answer_is_found()
    {
        await using var server = await SiteServer.StartAsync(_lab.Admin);
        using var egress = new EgressClient(new() { Allow = ["127.0.0.1"] }, TimeProvider.System);
        _lab.Settings["url"] = server.Address.ToString();
        var outbound = new OdooGrains.Connectors.Shopify.ShopifyConnector(egress, new KeptSecrets(), TimeProvider.System).Outbound;
        _lab.Admin.Faults.Next(AdminFault.DropAnswer, "Fulfil");

        Assert.IsType<EffectOutcome.InDoubt>(Assert.Single(await outbound.ExecuteAsync(_lab.Connection, [_lab.Effect(Whole)], default)));

        Assert.Equal(Assert.Single(_lab.Admin.Fulfilments(Story.OrderId)).Id, Announced(await outbound.LookUpAsync(_lab.Connection, _lab.Effect(Whole), default)));
    }
}
