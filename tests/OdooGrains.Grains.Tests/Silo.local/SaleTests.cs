using System.Globalization;
using OdooGrains.Grains.Tests.Kit;
using Xunit.Abstractions;

namespace OdooGrains.Grains.Tests;

/// <summary>
/// A sale at six times the usual rate over two Shopify shops and a WooCommerce shop, of the same fifty products, while Odoo falls behind and is swept: nothing
/// is oversold, and without reservations it would be. The size is that of <c>ODOOGRAINS_SALE</c>, full or small.
/// </summary>
public sealed class SaleTests(ITestOutputHelper output)
{
    private const int Products = 50, UsualPerSecond = 4, Factor = 6, Safety = 5;

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("ODOOGRAINS_SALE") == "full";

    [Fact]
    public void SYN_04_SYN_05_A_sale_oversells_nothing_and_without_reservations_it_would()
    {
        var sale = Run(Safety, new());
        Assert.Equal(0, sale.Oversold);
        Assert.True(sale.Delays.Count > 100, $"Only {sale.Delays.Count} levels were told during the sale.");
        Assert.True(P99(sale) <= TimeSpan.FromSeconds(2), $"A sale reaches the other channels within {P99(sale).TotalSeconds:0.00} s (p99); the goal is 2 s.");

        Assert.NotEqual(0, Run(Safety, new() { IgnoresReservations = true }).Oversold);
    }

    private Sale Run(int safety, GrainLimits limits)
    {
        Sale? sale = null;
        World.Run(
            async world =>
            {
                sale = new(world, Products, onHand: IsFull ? 40 : 10, odooTakes: TimeSpan.FromMilliseconds(250));
                await world.StatePolicyAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"stockSafety": {{safety}}}"""));
                await sale.BeginAsync();
                await SellAsync(world, sale);
            },
            limits,
            seeds: 1);
        var units = sale!.Sold.Values.Sum();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"size":"{{(IsFull ? "full" : "small")}}","reservations":{{(limits.IgnoresReservations ? "false" : "true")}},"safety":{{safety}},"onHand":{{Products * sale.OnHand}},"sold":{{units}},"oversold":{{sale.Oversold}},"confirmedInErp":{{sale.Confirmed}},"stockP50Ms":{{Quantile(sale, 0.5).TotalMilliseconds:0}},"stockP99Ms":{{P99(sale).TotalMilliseconds:0}},"told":{{sale.Delays.Count}}}"""));
        return sale;
    }

    // More buyers than goods: a few products are what everybody wants.
    private static async Task SellAsync(World world, Sale sale)
    {
        Random random = new(7);
        var buyers = Products * sale.OnHand * (IsFull ? 12 : 9) / 10;
        List<Task> sales = [];
        for (var buyer = 0; buyer < buyers; buyer++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / (UsualPerSecond * Factor)));
            var product = (int)(Products * Math.Pow(random.NextDouble(), 1.5));
            sales.Add(sale.BuyAsync(random.Next(3), sale.Skus[product], TimeSpan.FromMilliseconds(100 + (300 * random.NextDouble()))));
            if (buyer % 120 == 0)
            {
                await sale.HintAsync();
            }
        }

        await Task.WhenAll(sales.Select(async one => await one));
        await world.PassAsync(TimeSpan.FromSeconds(10));
    }

    private static TimeSpan P99(Sale sale) => Quantile(sale, 0.99);

    private static TimeSpan Quantile(Sale sale, double part) => sale.Delays.Count == 0 ? TimeSpan.Zero : sale.Delays.Order().ElementAt((int)(part * (sale.Delays.Count - 1)));
}
