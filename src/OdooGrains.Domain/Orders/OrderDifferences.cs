using System.Globalization;

namespace OdooGrains.Domain.Orders;

/// <summary>Compares two states of one order in what the ERP is given of it, field by field.</summary>
public static class OrderDifferences
{
    public static IReadOnlyList<Difference> Between(Order booked, Order now)
    {
        List<Difference> differences = [];
        Compare("number", booked.Number, now.Number);
        Compare("currency", booked.Currency, now.Currency);
        Compare("pricesIncludeTax", booked.PricesIncludeTax ? "true" : "false", now.PricesIncludeTax ? "true" : "false");
        Compare("customer", Text(booked.Customer), Text(now.Customer));
        Compare("billTo", Text(booked.BillTo), Text(now.BillTo));
        Compare("shipTo", Text(booked.ShipTo), Text(now.ShipTo));
        Compare("tip", Text(booked.Tip), Text(now.Tip));
        Compare("total", Text(booked.Total), Text(now.Total));
        Compare("note", booked.Note, now.Note);
        CompareAll("lines", booked.Lines, now.Lines, line => line.Id, Text);
        CompareAll("shippingLines", booked.ShippingLines, now.ShippingLines, line => line.Id, Text);
        return differences;

        void Compare(string field, string? before, string? after)
        {
            if (!string.Equals(before, after, StringComparison.Ordinal))
            {
                differences.Add(new(field, before, after));
            }
        }

        void CompareAll<T>(string field, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> id, Func<T, string> text)
        {
            foreach (var key in before.Concat(after).Select(id).Distinct(StringComparer.Ordinal))
            {
                Compare($"{field}[{key}]", Find(before, key), Find(after, key));
            }

            string? Find(IReadOnlyList<T> items, string key) => items.Where(item => id(item) == key).Select(text).FirstOrDefault();
        }
    }

    private static string Text(OrderLine line)
        => $"{Text(line.Quantity)} × {line.Sku ?? line.Title} at {Text(line.UnitPrice)}, discount {Text(line.Discount)}, {Text(line.Taxes)}";

    private static string Text(ShippingLine line) => $"{line.Title} at {Text(line.Price)}, discount {Text(line.Discount)}, {Text(line.Taxes)}";

    private static string Text(IReadOnlyList<Tax> taxes)
        => taxes.Count == 0 ? "no tax" : string.Join(" and ", taxes.Select(tax => $"{tax.Title} {Text(tax.Rate * 100)} %"));

    private static string Text(Customer customer) => $"{customer.Name}, {customer.Email ?? "no email"}, {customer.Phone ?? "no phone"}";

    private static string? Text(Address? a) => a is null
        ? null
        : string.Join(", ", new[] { a.Name, a.Company, a.Street, a.Street2, a.PostalCode, a.City, a.Region, a.Country, a.Phone }.Where(part => part is { Length: > 0 }));

    // Without trailing zeros: 10 and 10.00 are the same amount.
    private static string Text(decimal amount) => amount.ToString("0.##########", CultureInfo.InvariantCulture);
}
