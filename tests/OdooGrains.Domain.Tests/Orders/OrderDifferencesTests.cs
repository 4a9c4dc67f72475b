using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tests.Kit;

namespace OdooGrains.Domain.Tests.Orders;

public class OrderDifferencesTests
{
    private static readonly Order Order = Some.Order() with { ShippingLines = [new() { Id = "9", Title = "Parcel", Price = 4.90m }] };

    public static TheoryData<string, Order> Changes => new()
    {
        { "number", Order with { Number = "#2" } },
        { "currency", Order with { Currency = "USD" } },
        { "pricesIncludeTax", Order with { PricesIncludeTax = false } },
        { "customer.name", Order with { Customer = Order.Customer with { Name = "Bob" } } },
        { "customer.email", Order with { Customer = Order.Customer with { Email = "bob@example.com" } } },
        { "customer.phone", Order with { Customer = Order.Customer with { Phone = "+1" } } },
        { "shipTo.name", Order with { ShipTo = new() { Name = "x" } } },
        { "shipTo.company", Order with { ShipTo = new() { Company = "x" } } },
        { "shipTo.street", Order with { ShipTo = new() { Street = "x" } } },
        { "shipTo.street2", Order with { ShipTo = new() { Street2 = "x" } } },
        { "shipTo.city", Order with { ShipTo = new() { City = "x" } } },
        { "shipTo.postalCode", Order with { ShipTo = new() { PostalCode = "x" } } },
        { "shipTo.region", Order with { ShipTo = new() { Region = "x" } } },
        { "shipTo.country", Order with { ShipTo = new() { Country = "x" } } },
        { "billTo.phone", Order with { BillTo = new() { Phone = "x" } } },
        { "tip", Order with { Tip = 1m } },
        { "total", Order with { Total = 1m } },
        { "note", Order with { Note = "x" } },
        { "lines[1]", Order with { Lines = [Order.Lines[0] with { Quantity = 7 }] } },
        { "lines[1]", Order with { Lines = [Order.Lines[0] with { Sku = "CUP" }] } },
        { "lines[1]", Order with { Lines = [Order.Lines[0] with { Title = "Cup" }] } },
        { "lines[1]", Order with { Lines = [Order.Lines[0] with { Discount = 1m }] } },
        { "lines[1]", Order with { Lines = [Order.Lines[0] with { Taxes = [] }] } },
        { "lines[2]", Order with { Lines = [Order.Lines[0], Order.Lines[0] with { Id = "2" }] } },
        { "shippingLines[9]", Order with { ShippingLines = [] } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Every_field_that_the_erp_is_given_is_compared(string field, Order changed)
        => Assert.Equal(field, Assert.Single(OrderDifferences.Between(Order, changed)).Field);

    [Fact]
    public void Times_empty_texts_and_trailing_zeros_are_no_difference()
    {
        var same = Order with { UpdatedAt = Some.Noon.AddDays(1), Note = "", ShipTo = new() { City = "" }, Total = 23.8000m };
        Assert.Empty(OrderDifferences.Between(Order, same));
    }

    [Fact]
    public void The_channels_customer_id_counts_only_without_an_email()
    {
        Assert.Empty(OrderDifferences.Between(Order, Order with { Customer = Order.Customer with { Id = "78" } }));
        var guest = Order with { Customer = new() { Id = "1", Name = "Guest" } };
        Assert.Equal("customer.id", Assert.Single(OrderDifferences.Between(guest, guest with { Customer = guest.Customer with { Id = "2" } })).Field);
    }
}
