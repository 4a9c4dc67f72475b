namespace OdooGrains.Domain.Money;

/// <summary>What must be known of a currency to compare amounts: its minor unit, after ISO 4217.</summary>
public static class Currency
{
    private static readonly HashSet<string> NoDecimals =
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly HashSet<string> ThreeDecimals = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>How many decimals amounts of the currency have: 0, 2 or 3.</summary>
    public static int Decimals(string currency) => NoDecimals.Contains(currency) ? 0 : ThreeDecimals.Contains(currency) ? 3 : 2;

    /// <summary>The smallest amount, such as 0.01.</summary>
    public static decimal MinorUnit(string currency) => new(1, 0, 0, false, (byte)Decimals(currency));

    /// <summary>Three upper-case letters.</summary>
    public static bool IsCode(string? currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);

    public static decimal Round(decimal amount, string currency) => Math.Round(amount, Decimals(currency), MidpointRounding.AwayFromZero);
}
