using OdooGrains.Domain.Effects;
using OdooGrains.Sandbox.Shopify.Admin;

namespace OdooGrains.Connectors.Tests.Shopify;

/// <summary>Stock levels pushed to the simulated shop.</summary>
public sealed class ShopifyStockTests
{
    private readonly ShopifyLab _lab = new();

    [Fact]
    public async Task Levels_are_set_in_one_mutation()
    {
        Assert.All(await PushAsync(Level("MUG-BLUE", 7, 0), Level("MUG-RED", 3, null)), outcome => Assert.IsType<StockPushOutcome.Done>(outcome));

        Assert.Equal((7, 3, 1), (_lab.Admin.Level("MUG-BLUE"), _lab.Admin.Level("MUG-RED"), _lab.Admin.Writes));
        Assert.Equal(2, _lab.Egress.Requests.Count);
    }

    [Fact]
    public async Task A_known_product_is_not_searched_again_for_a_while()
    {
        await PushAsync(Level("MUG-BLUE", 7, 0));
        await PushAsync(Level("MUG-BLUE", 6, 7));
        Assert.Equal(3, _lab.Egress.Requests.Count);

        _lab.Time.Advance(TimeSpan.FromMinutes(10));
        await PushAsync(Level("MUG-BLUE", 5, 6));
        Assert.Equal((5, 5), (_lab.Egress.Requests.Count, _lab.Admin.Level("MUG-BLUE")));
    }

    [Fact]
    public async Task A_level_that_was_changed_elsewhere_is_not_overwritten_and_told()
    {
        _lab.Admin.SetLevel("MUG-BLUE", 4);

        var outcomes = await PushAsync(Level("MUG-BLUE", 7, 5), Level("MUG-RED", 3, 0));

        Assert.Equal(new StockPushOutcome.ChangedElsewhere(4), outcomes[0]);
        Assert.Equal(EffectFailures.RefusedTogether, Assert.IsType<StockPushOutcome.Failed>(outcomes[1]).Failure.Code);
        Assert.Equal((4, 0), (_lab.Admin.Level("MUG-BLUE"), _lab.Admin.Level("MUG-RED")));
    }

    [Fact]
    public async Task A_product_that_the_shop_does_not_list_holds_nobody_else_up()
    {
        _lab.Admin.Untrack("LAMP-01");

        var outcomes = await PushAsync(Level("NOBODY", 1, null), Level("MUG-RED", 3, 0), Level("LAMP-01", 1, null), Level("mug-blue", 1, null));

        Assert.Contains("no product", Assert.IsType<StockPushOutcome.UnknownItem>(outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<StockPushOutcome.Done>(outcomes[1]);
        Assert.Contains("track", Assert.IsType<StockPushOutcome.UnknownItem>(outcomes[2]).Reason, StringComparison.Ordinal);
        // The search finds it without regard to case; the SKU is another.
        Assert.IsType<StockPushOutcome.UnknownItem>(outcomes[3]);
    }

    [Fact]
    public async Task A_product_that_has_gone_since_it_was_found_is_searched_again()
    {
        await PushAsync(Level("MUG-BLUE", 7, 0));
        _lab.Admin.Untrack("MUG-BLUE");

        Assert.IsType<StockPushOutcome.UnknownItem>(Assert.Single(await PushAsync(Level("MUG-BLUE", 6, 7))));
        Assert.Contains("track", Assert.IsType<StockPushOutcome.UnknownItem>(Assert.Single(await PushAsync(Level("MUG-BLUE", 6, 7)))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_variants_of_one_SKU_are_named_and_not_guessed()
    {
        var scenario = _lab.Scenario with { Catalogue = [new("A", "One", 1), new("A", "Two", 1)] };

        Assert.Contains("2 variants", Assert.IsType<StockPushOutcome.UnknownItem>(Assert.Single(await PushAsync(new ShopifyLab(scenario), Level("A", 1, null)))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_without_an_answer_is_in_doubt_and_its_repeat_changes_nothing()
    {
        _lab.Admin.Faults.Next(AdminFault.DropAnswer, "SetQuantities");
        Assert.IsType<StockPushOutcome.InDoubt>(Assert.Single(await PushAsync(Level("MUG-BLUE", 7, 0))));
        Assert.Equal(7, Assert.IsType<StockRead.Read>(await _lab.Connector.Stock.ReadAsync(_lab.Connection, ["MUG-BLUE", "NOBODY"], default)).Levels["MUG-BLUE"]);

        // A sale in between: without the key the repeat would be stale.
        _lab.Admin.SetLevel("MUG-BLUE", 6);
        Assert.IsType<StockPushOutcome.Done>(Assert.Single(await PushAsync(Level("MUG-BLUE", 7, 0))));
        Assert.Equal(6, _lab.Admin.Level("MUG-BLUE"));
    }

    [Fact]
    public async Task A_key_belongs_to_one_quantity()
    {
        await PushAsync(Level("MUG-BLUE", 7, 0));

        Assert.Equal("key_used_twice", Assert.IsType<StockPushOutcome.Failed>(Assert.Single(await PushAsync(Level("MUG-BLUE", 7, 0) with { Quantity = 8 }))).Failure.Code);
        Assert.IsType<StockPushOutcome.ChangedElsewhere>(Assert.Single(await PushAsync(Level("MUG-BLUE", 9, 1))));
        Assert.Equal("key_used_up", Assert.IsType<StockPushOutcome.Failed>(Assert.Single(await PushAsync(Level("MUG-BLUE", 9, 1)))).Failure.Code);
    }

    [Theory]
    [InlineData(AdminFault.Throttled, FailureClass.Throttled)]
    [InlineData(AdminFault.TooManyRequests, FailureClass.Throttled)]
    [InlineData(AdminFault.Locked, FailureClass.Auth)]
    public async Task A_refusal_is_every_levels(AdminFault fault, FailureClass failure)
    {
        _lab.Admin.Faults.Next(fault, "SetQuantities");

        Assert.All(await PushAsync(Level("MUG-BLUE", 7, 0), Level("MUG-RED", 1, 0)), outcome => Assert.Equal(failure, Assert.IsType<StockPushOutcome.Failed>(outcome).Failure.Class));
        Assert.Equal(0, _lab.Admin.Writes);
    }

    [Fact]
    public async Task A_cancelled_push_is_in_doubt()
        => Assert.IsType<StockPushOutcome.InDoubt>(Assert.Single(await _lab.Connector.Stock.PushAsync(_lab.Connection, [Level("MUG-BLUE", 1, 0)], new(true))));

    [Fact]
    public async Task Without_a_location_nothing_is_set()
    {
        _lab.Settings.Remove("location");

        Assert.Equal("setting_missing", Assert.IsType<StockPushOutcome.Failed>(Assert.Single(await PushAsync(Level("MUG-BLUE", 1, 0)))).Failure.Code);
        Assert.Equal("setting_missing", Assert.IsType<StockRead.Failed>(await _lab.Connector.Stock.ReadAsync(_lab.Connection, ["MUG-BLUE"], default)).Failure.Code);
    }

    [Fact]
    public async Task What_is_no_push_is_refused_before_anything_is_asked()
    {
        foreach (StockLevelPush[] levels in (StockLevelPush[][])[[Level("A", -1, null)], [Level("A", 1, null), Level("A", 2, null)], [.. Enumerable.Range(0, 101).Select(index => Level($"S{index}", 1, null))]])
        {
            var outcomes = await PushAsync(levels);
            Assert.Equal(levels.Length, outcomes.Count);
            Assert.All(outcomes, outcome => Assert.Equal("not_a_push", Assert.IsType<StockPushOutcome.Failed>(outcome).Failure.Code));
        }

        Assert.Empty(_lab.Egress.Requests);
    }

    private static StockLevelPush Level(string sku, int quantity, int? from) => new(sku, quantity, from, $"{sku}/{quantity}/{from}");

    private Task<IReadOnlyList<StockPushOutcome>> PushAsync(params StockLevelPush[] levels) => PushAsync(_lab, levels);

    private static Task<IReadOnlyList<StockPushOutcome>> PushAsync(ShopifyLab lab, params StockLevelPush[] levels) => lab.Connector.Stock.PushAsync(lab.Connection, levels, default);
}
