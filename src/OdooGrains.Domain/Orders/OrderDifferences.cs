using System.Globalization;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Orders;

/// <summary>Compares two states of one order in what the ERP is given of it, field by field. An empty text and none are the same.</summary>
public static class OrderDifferences
{
    public static IReadOnlyList<Difference> Between(Order booked, Order now) => [.. Differing(
    [
        new("number", booked.Number, now.Number),
        new("currency", booked.Currency, now.Currency),
        new("pricesIncludeTax", booked.PricesIncludeTax ? "true" : "false", now.PricesIncludeTax ? "true" : "false"),
        .. Customers(booked.Customer, now.Customer),
        .. Addresses("billTo", booked.BillTo, now.BillTo),
        .. Addresses("shipTo", booked.ShipTo, now.ShipTo),
        new("tip", Text(booked.Tip), Text(now.Tip)),
        new("total", Text(booked.Total), Text(now.Total)),
        new("note", booked.Note, now.Note),
        .. Items("lines", booked.Lines, now.Lines, line => line.Id, Text),
        .. Items("shippingLines", booked.ShippingLines, now.ShippingLines, line => line.Id, Text),
    ])];

    public static IReadOnlyList<Difference> Between(EnsureCustomer ensured, EnsureCustomer now) => [.. Differing(
    [
        .. Customers(ensured.Customer, now.Customer),
        .. Addresses("billTo", ensured.BillTo, now.BillTo),
        .. Addresses("shipTo", ensured.ShipTo, now.ShipTo),
    ])];

    private static IEnumerable<Difference> Differing(IEnumerable<Difference> fields)
        => fields.Where(field => !string.Equals(field.Booked ?? "", field.Now ?? "", StringComparison.Ordinal));

    // The channel's customer id is given to the ERP only where there is no email to know the customer by.
    private static Difference[] Customers(Customer before, Customer after) =>
    [
        new("customer.name", before.Name, after.Name),
        new("customer.email", before.Email, after.Email),
        new("customer.phone", before.Phone, after.Phone),
        new("customer.vat", before.Vat, after.Vat),
        new("customer.id", IdWithoutEmail(before), IdWithoutEmail(after)),
    ];

    private static string? IdWithoutEmail(Customer customer) => customer.Email is { Length: > 0 } ? null : customer.Id;

    private static Difference[] Addresses(string field, Address? before, Address? after) =>
    [
        new($"{field}.name", before?.Name, after?.Name),
        new($"{field}.company", before?.Company, after?.Company),
        new($"{field}.street", before?.Street, after?.Street),
        new($"{field}.street2", before?.Street2, after?.Street2),
        new($"{field}.city", before?.City, after?.City),
        new($"{field}.postalCode", before?.PostalCode, after?.PostalCode),
        new($"{field}.region", before?.Region, after?.Region),
        new($"{field}.country", before?.Country, after?.Country),
        new($"{field}.phone", before?.Phone, after?.Phone),
    ];

    private static IEnumerable<Difference> Items<T>(string field, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> id, Func<T, string> text)
    {
        return before.Concat(after).Select(id).Distinct(StringComparer.Ordinal).Select(key => new Difference($"{field}[{key}]", Find(before, key), Find(after, key)));

        string? Find(IReadOnlyList<T> items, string key) => items.Where(item => id(item) == key).Select(text).FirstOrDefault();
    }

    private static string Text(OrderLine line)
        => $"{Text(line.Quantity)} × {Product(line)} at {Text(line.UnitPrice)}, discount {Text(line.Discount)}, {Text(line.Taxes)}";

    private static string Product(OrderLine line) => line.Sku is { Length: > 0 } sku ? $"{sku} ({line.Title})" : line.Title;

    private static string Text(ShippingLine line) => $"{line.Title} at {Text(line.Price)}, discount {Text(line.Discount)}, {Text(line.Taxes)}";

    private static string Text(IReadOnlyList<Tax> taxes)
        => taxes.Count == 0 ? "no tax" : string.Join(" and ", taxes.Select(tax => $"{tax.Title} {Text(tax.Rate * 100)} %"));

    // Without trailing zeros: 10 and 10.00 are the same amount.
    private static string Text(decimal amount) => amount.ToString("0.##########", CultureInfo.InvariantCulture);
}
