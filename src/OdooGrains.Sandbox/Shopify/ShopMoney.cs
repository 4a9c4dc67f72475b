using System.Globalization;

namespace OdooGrains.Sandbox.Shopify;

/// <summary>Whole minor units (cents) of a currency: the shop's arithmetic never sees a fraction of one.</summary>
internal readonly record struct ShopMoney(long Minor, string Currency)
{
    public decimal Amount => Minor / Scale(Currency);

    /// <summary>As Shopify writes it: 12.50, 1250 yen as "1250", dinars with three decimals.</summary>
    public override string ToString() => Amount.ToString(Decimals(Currency) switch { 0 => "0", 3 => "0.000", _ => "0.00" }, CultureInfo.InvariantCulture);

    public static int Decimals(string currency) => currency switch { "JPY" or "KRW" => 0, "KWD" or "BHD" => 3, _ => 2 };

    private static decimal Scale(string currency) => Decimals(currency) switch { 0 => 1m, 3 => 1000m, _ => 100m };
}
