namespace OdooGrains.Domain.Money;

/// <summary>Sums of amounts, each currency for itself: amounts of two currencies have no sum.</summary>
public static class Sums
{
    /// <summary>By currency code, in its order; amounts without a currency are left out.</summary>
    public static IReadOnlyDictionary<string, decimal> ByCurrency(IEnumerable<(string Currency, decimal Amount)> amounts)
    {
        SortedDictionary<string, decimal> sums = new(StringComparer.Ordinal);
        foreach (var (currency, amount) in amounts.Where(one => one.Currency.Length > 0))
        {
            sums[currency] = sums.GetValueOrDefault(currency) + amount;
        }

        return sums;
    }
}
