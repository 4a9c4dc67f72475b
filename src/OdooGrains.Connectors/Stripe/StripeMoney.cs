using System.Globalization;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.Stripe;

/// <summary>
/// Stripe states amounts as integers in the smallest unit of the currency, after ISO 4217 but for a few currencies
/// (https://docs.stripe.com/currencies, "Zero-decimal currencies" and "Special cases").
/// </summary>
internal static class StripeMoney
{
    private static readonly Dictionary<string, int> Exceptions = new(StringComparer.Ordinal)
    {
        // Without decimals by now, and still stated with two: 500 is 5 ISK.
        ["ISK"] = 2,
        ["UGX"] = 2,
        // ISO 4217 gives it two decimals; Stripe states none.
        ["MGA"] = 0,
    };

    /// <summary>The ISO 4217 code, which Stripe writes in lower case.</summary>
    public static string Currency(JsonView of)
    {
        var view = of.Get("currency");
        var code = view.String().ToUpperInvariant();
        return Domain.Money.Currency.IsCode(code) ? code : throw new JsonShapeException(view.Path, "an ISO 4217 code");
    }

    /// <summary>The exact amount that a field states; never negative.</summary>
    public static decimal Amount(JsonView of, string name, string currency)
    {
        var view = of.Get(name);
        var text = view.Element.ValueKind is System.Text.Json.JsonValueKind.Number ? view.Element.GetRawText() : "";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
            ? new decimal((int)(uint)units, (int)(units >> 32), 0, false, (byte)Decimals(currency))
            : throw new JsonShapeException(view.Path, "an amount in the currency's smallest unit, a whole number of at least 0");
    }

    public static int Decimals(string currency) => Exceptions.TryGetValue(currency, out var decimals) ? decimals : Domain.Money.Currency.Decimals(currency);
}
