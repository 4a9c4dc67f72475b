using FsCheck;
using FsCheck.Fluent;
using OdooGrains.Domain.Money;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;
using OdooGrains.Domain.Tests.Model;

namespace OdooGrains.Domain.Tests.Orders;

/// <summary>Orders are generated in whole minor units (cents, yen, fils), where sums cannot round; decimals must give the very same.</summary>
public class OrderTotalsTests
{
    [Fact]
    public void Totals_are_conserved_to_the_minor_unit()
        => Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), values =>
        {
            var (order, total) = Generated(new(values));
            Assert.Equal(total, OrderTotals.Computed(order));
            Assert.Null(OrderTotals.Problem(order, tolerance: 0));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_total_that_is_off_by_one_minor_unit_is_refused()
        => Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), values =>
        {
            var (order, total) = Generated(new(values));
            var unit = Unit(order.Currency);
            Assert.NotNull(OrderTotals.Problem(order with { Total = total + unit }, tolerance: 0));
            Assert.NotNull(OrderTotals.Problem(order with { Total = total - unit }, tolerance: unit / 2));
            Assert.Null(OrderTotals.Problem(order with { Total = total + unit }, tolerance: unit));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_lines_does_not_matter()
        => Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), values =>
        {
            var (order, total) = Generated(new(values));
            Assert.Equal(total, OrderTotals.Computed(order with { Lines = [.. order.Lines.Reverse()] }));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("eur", "ISO 4217")]
    [InlineData("", "ISO 4217")]
    public void A_currency_that_is_none_is_a_problem(string currency, string expected)
        => Assert.Contains(expected, OrderTotals.Problem(Some.Order() with { Currency = currency }, 0.01m), StringComparison.Ordinal);

    [Fact]
    public void An_order_without_lines_is_a_problem()
        => Assert.Contains("no lines", OrderTotals.Problem(Some.Order() with { Lines = [] }, 0.01m), StringComparison.Ordinal);

    [Fact]
    public void A_negative_quantity_is_a_problem_that_names_the_line()
        => Assert.Contains("Line 1", OrderTotals.Problem(Some.Order(quantity: -2), 0.01m), StringComparison.Ordinal);

    [Fact]
    public void Figures_too_large_to_multiply_are_a_problem_and_no_crash()
    {
        var line = Some.Order().Lines[0] with { Quantity = decimal.MaxValue, UnitPrice = decimal.MaxValue };
        Assert.Contains("more than", OrderTotals.Problem(Some.Order() with { Lines = [line] }, 0.01m), StringComparison.Ordinal);
        var largest = line with { Quantity = OrderTotals.AmountMax, UnitPrice = OrderTotals.AmountMax };
        Assert.NotNull(OrderTotals.Problem(Some.Order() with { Lines = [largest, largest] }, 0.01m));
    }

    [Theory]
    [InlineData("JPY", "1.5", "2")]
    [InlineData("EUR", "1.005", "1.01")]
    [InlineData("KWD", "1.0005", "1.001")]
    [InlineData("EUR", "-1.005", "-1.01")]
    public void Amounts_round_half_away_from_zero_to_the_minor_unit(string currency, string amount, string expected)
        => Assert.Equal(decimal.Parse(expected, null), Currency.Round(decimal.Parse(amount, null), currency));

    private static decimal Unit(string currency) => new(1, 0, 0, false, (byte)Currency.Decimals(currency));

    private static (Order Order, decimal Total) Generated(Choices choices)
    {
        var currency = choices.Of("EUR", "JPY", "KWD", "USD");
        var includesTax = choices.Next(2) == 0;
        var unit = Unit(currency);
        long minor = 0, tax = 0;
        List<OrderLine> lines = [.. Enumerable.Range(1, 1 + choices.Next(4)).Select(Line)];
        List<ShippingLine> shipping = [.. Enumerable.Range(1, choices.Next(3)).Select(Shipping)];
        long tip = choices.Next(2000);
        minor += tip + (includesTax ? 0 : tax);
        var order = Some.Order() with
        {
            Currency = currency,
            PricesIncludeTax = includesTax,
            Lines = lines,
            ShippingLines = shipping,
            Tip = tip * unit,
            Total = minor * unit,
            TaxTotal = tax * unit,
        };
        return (order, minor * unit);

        OrderLine Line(int number)
        {
            long quantity = choices.Next(50), price = choices.Next(1_000_000), discount = choices.Next(500), taxed = choices.Next(10_000);
            minor += (quantity * price) - discount;
            tax += taxed;
            return new() { Id = $"{number}", Title = "Thing", Quantity = quantity, UnitPrice = price * unit, Discount = discount * unit, Taxes = [new("VAT", 0.19m, taxed * unit)] };
        }

        ShippingLine Shipping(int number)
        {
            long price = choices.Next(10_000), discount = choices.Next(100), taxed = choices.Next(1000);
            minor += price - discount;
            tax += taxed;
            return new() { Id = $"{number}", Title = "Parcel", Price = price * unit, Discount = discount * unit, Taxes = [new("VAT", 0.19m, taxed * unit)] };
        }
    }
}
