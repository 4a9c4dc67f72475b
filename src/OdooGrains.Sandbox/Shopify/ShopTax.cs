namespace OdooGrains.Sandbox.Shopify;

/// <summary>A tax as the shop knows it.</summary>
/// <param name="Title">As in <c>tax_lines</c>.</param>
/// <param name="PerMille">Rate in a thousand: 210 is 21 %.</param>
/// <param name="CountryCode">Country whose customers pay it, ISO 3166-1 alpha-2.</param>
/// <param name="Included">Whether the shop's prices include it (<c>taxes_included</c>).</param>
public sealed record ShopTax(string Title, int PerMille, string CountryCode, bool Included)
{
    /// <summary>Rate as a fraction: 0.21.</summary>
    public decimal Rate => PerMille / 1000m;

    /// <summary>Tax on an amount in minor units, rounded half up.</summary>
    internal long On(long minor) => Included
        ? HalfUp((decimal)minor * PerMille, 1000 + PerMille)
        : HalfUp((decimal)minor * PerMille, 1000);

    /// <summary>Smallest amount in minor units whose multiples have a tax without a fraction.</summary>
    internal long ExactStep => 1000 / Gcd(PerMille, 1000);

    private static long HalfUp(decimal numerator, decimal denominator) => (long)Math.Floor((numerator / denominator) + 0.5m);

    private static long Gcd(long left, long right) => right == 0 ? left : Gcd(right, left % right);
}
