using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>A tax as the computation needs it.</summary>
internal sealed record TaxRate(int Id, decimal Percent, bool Included);

/// <summary>An order line as the computation needs it.</summary>
internal sealed record TaxedLine(decimal Price, decimal Quantity, decimal DiscountPercent, IReadOnlyList<TaxRate> Taxes)
{
    /// <summary>Price × quantity less discount, unrounded; includes the included taxes.</summary>
    public decimal Raw => Price * Quantity * (1m - (DiscountPercent / 100m));

    public static TaxedLine Of(OdooDatabase database, OdooRecord line, string quantity, string taxes) => new(
        line.Number("price_unit"), line.Number(quantity), line.Number("discount"), [.. line.List(taxes).Select(id => TaxComputation.Rate(database.Find("account.tax", id)!))]);
}

internal sealed record LineAmounts(decimal Subtotal, decimal Tax)
{
    public decimal Total => Subtotal + Tax;
}

/// <summary>
/// Odoo's percent taxes (account.tax): half-up rounding to the currency. Per line, each line's taxes are rounded and summed. Globally,
/// each tax is summed unrounded over the lines and rounded once. In both, what is paid for tax-included prices stays what was written.
/// </summary>
internal static class TaxComputation
{
    public static LineAmounts Line(TaxedLine line, int decimals)
    {
        var raw = Round(line.Raw, decimals);
        var included = line.Taxes.Where(tax => tax.Included).Sum(tax => Round(IncludedPart(line, raw, tax), decimals));
        var subtotal = raw - included;
        var added = line.Taxes.Where(tax => !tax.Included).Sum(tax => Round(AddedPart(line, tax), decimals));
        return new LineAmounts(subtotal, included + added);
    }

    public static LineAmounts Order(IReadOnlyList<TaxedLine> lines, TaxRounding rounding, int decimals)
    {
        if (rounding == TaxRounding.RoundPerLine)
        {
            var amounts = lines.Select(line => Line(line, decimals)).ToList();
            return new LineAmounts(amounts.Sum(line => line.Subtotal), amounts.Sum(line => line.Tax));
        }

        Dictionary<TaxRate, decimal> taxes = [];
        foreach (var line in lines)
        {
            foreach (var tax in line.Taxes)
            {
                taxes[tax] = taxes.GetValueOrDefault(tax) + (tax.Included ? IncludedPart(line, line.Raw, tax) : AddedPart(line, tax));
            }
        }

        var included = taxes.Where(entry => entry.Key.Included).Sum(entry => Round(entry.Value, decimals));
        var added = taxes.Where(entry => !entry.Key.Included).Sum(entry => Round(entry.Value, decimals));
        return new LineAmounts(Round(lines.Sum(line => line.Raw), decimals) - included, included + added);
    }

    public static decimal Round(decimal amount, int decimals) => decimal.Round(amount, decimals, MidpointRounding.AwayFromZero);

    private static decimal Untaxed(TaxedLine line, decimal raw) => raw / (1m + (line.Taxes.Where(tax => tax.Included).Sum(tax => tax.Percent) / 100m));

    private static decimal IncludedPart(TaxedLine line, decimal raw, TaxRate tax) => Untaxed(line, raw) * tax.Percent / 100m;

    private static decimal AddedPart(TaxedLine line, TaxRate tax) => Untaxed(line, line.Raw) * tax.Percent / 100m;

    public static TaxRate Rate(OdooRecord tax) => new(tax.Id, tax.Number("amount"), tax.Flag("price_include"));
}
