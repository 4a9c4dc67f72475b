using System.Globalization;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Audit;

/// <summary>Compares one sale order with what the shop expects of it; each difference is half a sentence.</summary>
internal static class OrderComparison
{
    public static List<string> Differences(ExpectedOrder expected, SalesOrderRecord order, AuditRules rules)
    {
        List<string> differences = [];
        var state = expected.Cancelled ? "cancel" : "sale";
        Check(differences, "state", state, order.State);
        Check(differences, "currency", expected.Currency, order.Currency);
        if (expected.CustomerEmail is { } email)
        {
            Check(differences, "customer", email.ToLowerInvariant(), order.CustomerEmail?.ToLowerInvariant() ?? "none");
        }
        CompareGoods(differences, expected, order, rules);
        Check(differences, "shipping", expected.Shipping, Charge(order, rules.ShippingCode));
        Check(differences, "tip", expected.Tip, Charge(order, rules.TipCode));
        Check(differences, "discount", expected.Discount, Discount(order, rules));
        if (Math.Abs(expected.Total - order.Total) > rules.Tolerance) { Check(differences, "total", expected.Total, order.Total); }
        return differences;
    }

    private static void CompareGoods(List<string> differences, ExpectedOrder expected, SalesOrderRecord order, AuditRules rules)
    {
        string[] charges = [rules.ShippingCode, rules.TipCode, rules.DiscountCode];
        var wanted = expected.Lines.Where(line => line.Quantity != 0).Select(line => Goods(line.Sku ?? rules.CustomCode, line.Quantity, line.UnitPrice)).Order(StringComparer.Ordinal);
        var found = order.Lines.Where(line => line.Quantity != 0 && !charges.Contains(line.Code))
            .Select(line => Goods(line.Code ?? "no code", line.Quantity, line.UnitPrice)).Order(StringComparer.Ordinal);
        Check(differences, "lines", string.Join("; ", wanted), string.Join("; ", found));
    }

    private static decimal Charge(SalesOrderRecord order, string code) => order.Lines.Where(line => line.Code == code).Sum(line => line.Gross);

    // A discount is either a percentage of a line or a line of its own with a negative price.
    private static decimal Discount(SalesOrderRecord order, AuditRules rules) =>
        decimal.Round(order.Lines.Sum(line => line.Gross * line.DiscountPercent / 100m), ShopMoney.Decimals(order.Currency), MidpointRounding.AwayFromZero)
            - Charge(order, rules.DiscountCode);

    private static string Goods(string code, decimal quantity, decimal price) =>
        string.Create(CultureInfo.InvariantCulture, $"{quantity:0.##} × {code} at {price:0.###}");

    private static void Check(List<string> differences, string what, decimal expected, decimal found)
    {
        if (expected != found) { differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what} is {found:0.###}, expected {expected:0.###}")); }
    }

    private static void Check(List<string> differences, string what, string expected, string found)
    {
        if (expected != found) { differences.Add($"{what} is {found}, expected {expected}"); }
    }
}
