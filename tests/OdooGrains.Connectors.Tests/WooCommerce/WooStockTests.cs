using OdooGrains.Connectors.Tests.Kit;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Tests.WooCommerce;

/// <summary>Stock levels pushed to a simulated shop.</summary>
public sealed class WooStockTests
{
    private readonly WooLab _lab = new();

    [Fact]
    public async Task Levels_of_products_and_variations_are_set()
    {
        _lab.Shop.Stock("MUG", 5);
        _lab.Shop.Stock("LAMP", null);
        var shirt = _lab.Shop.Stock("SHIRT", null);
        _lab.Shop.Stock("SHIRT-S", 1, shirt);
        _lab.Shop.Stock("SHIRT-M", 2, shirt);

        var outcomes = await PushAsync(("MUG", 7, 5), ("LAMP", 3, null), ("SHIRT-S", 9, null), ("SHIRT-M", 0, 2));

        Assert.All(outcomes, outcome => Assert.IsType<StockPushOutcome.Done>(outcome));
        Assert.Equal(["MUG 7", "LAMP 3", "SHIRT-S 9", "SHIRT-M 0"], await LevelsAsync("MUG", "LAMP", "SHIRT-S", "SHIRT-M"));
        Assert.Equal(2, _lab.Egress.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task A_level_that_was_sold_from_meanwhile_is_not_overwritten()
    {
        _lab.Shop.Stock("MUG", 4);

        Assert.Equal(new StockPushOutcome.ChangedElsewhere(4), Assert.Single(await PushAsync(("MUG", 7, 5))));
        Assert.Equal(["MUG 4"], await LevelsAsync("MUG"));
    }

    [Fact]
    public async Task A_product_that_the_shop_does_not_list_holds_the_others_not_back()
    {
        _lab.Shop.Stock("MUG", 4);

        var outcomes = await PushAsync(("GHOST", 1, null), ("MUG", 7, null));

        Assert.IsType<StockPushOutcome.UnknownItem>(outcomes[0]);
        Assert.IsType<StockPushOutcome.Done>(outcomes[1]);
    }

    [Fact]
    public async Task A_lost_answer_is_in_doubt_and_is_read_back()
    {
        _lab.Shop.Stock("MUG", 4);
        _lab.Shop.LostAnswers = 1;

        Assert.IsType<StockPushOutcome.InDoubt>(Assert.Single(await PushAsync(("MUG", 7, 4))));
        Assert.Equal(["MUG 7"], await LevelsAsync("MUG"));
    }

    [Fact]
    public async Task A_hundred_levels_are_one_read_and_one_write()
    {
        for (var number = 0; number < _lab.Connector.Stock.LevelsMax; number++)
        {
            _lab.Shop.Stock($"SKU{number}", 1);
        }

        var outcomes = await PushAsync([.. Enumerable.Range(0, 100).Select(number => ($"SKU{number}", number, (int?)1))]);

        Assert.Equal(100, outcomes.Count(outcome => outcome is StockPushOutcome.Done));
        Assert.Equal(2, _lab.Egress.Requests.Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"update\":[]}")]
    [InlineData("{\"update\":[{\"id\":\"x\"}]}")]
    [InlineData("[]")]
    public async Task An_answer_that_does_not_tell_the_level_is_in_doubt(string body)
    {
        _lab.Shop.Stock("MUG", 4);
        _lab.Egress.Instead = request => request.Method == "POST" ? SiteEgress.Answered(200, body) : null;

        Assert.IsType<StockPushOutcome.InDoubt>(Assert.Single(await PushAsync(("MUG", 7, 4))));
    }

    [Fact]
    public async Task A_product_that_the_shop_refuses_is_told_apart()
    {
        var id = _lab.Shop.Stock("MUG", 4);
        _lab.Egress.Instead = request => request.Method == "POST" ? SiteEgress.Answered(200, $$"""{"update":[{"id":{{id}},"error":{"code":"woocommerce_rest_invalid_product"} }]}""") : null;

        Assert.IsType<StockPushOutcome.UnknownItem>(Assert.Single(await PushAsync(("MUG", 7, 4))));
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_written()
    {
        _lab.Egress.Instead = _ => SiteEgress.Answered(429, "", ("Retry-After", "9"));

        var failure = Assert.IsType<StockPushOutcome.Failed>(Assert.Single(await PushAsync(("MUG", 7, 4)))).Failure;

        Assert.Equal((FailureClass.Throttled, TimeSpan.FromSeconds(9)), (failure.Class, failure.RetryAfter));
        Assert.Equal(failure, Assert.IsType<StockRead.Failed>(await _lab.Connector.Stock.ReadAsync(_lab.Connection, ["MUG"], default)).Failure);
    }

    private Task<IReadOnlyList<StockPushOutcome>> PushAsync(params (string Sku, int Quantity, int? From)[] levels)
        => _lab.Connector.Stock.PushAsync(_lab.Connection, [.. levels.Select(level => new StockLevelPush(level.Sku, level.Quantity, level.From, $"{level.Sku}/{level.Quantity}"))], default);

    private async Task<IEnumerable<string>> LevelsAsync(params string[] skus)
    {
        var levels = Assert.IsType<StockRead.Read>(await _lab.Connector.Stock.ReadAsync(_lab.Connection, skus, default)).Levels;
        return skus.Where(levels.ContainsKey).Select(sku => $"{sku} {levels[sku]}");
    }
}
