using System.Globalization;

namespace OdooGrains.Sandbox.Shopify;

/// <summary>The shop's customers. They belong to the shop, so that two shops share no e-mail address.</summary>
internal sealed class ShopPeople(ShopScenario scenario)
{
    private static readonly string[] FirstNames = ["Ann", "Bob", "Chloé", "Dirk", "Eva", "Farid", "Grace", "Hugo", "Ines", "Jan", "Kaoru", "Léa"];
    private static readonly string[] LastNames = ["Peeters", "Müller", "Dubois", "Smith", "Rossi", "O'Brien", "Sato", "Øster", "García", "Novak"];
    private static readonly Dictionary<string, string> Countries = new()
    {
        ["BE"] = "Belgium", ["DE"] = "Germany", ["FR"] = "France", ["NL"] = "Netherlands", ["GB"] = "United Kingdom", ["US"] = "United States",
        ["JP"] = "Japan", ["KW"] = "Kuwait",
    };

    public ShopCustomer Draw(Random random)
    {
        var number = random.Next(scenario.Customers);
        var (first, last) = (FirstNames[number % FirstNames.Length], LastNames[number / FirstNames.Length % LastNames.Length]);
        var email = string.Create(CultureInfo.InvariantCulture, $"customer{number}@{scenario.Shop.Split('.')[0]}.example.com");
        return new ShopCustomer(7_000_000_000_000 + number, email, first, last, null);
    }

    public ShopAddress Address(Random random, ShopCustomer customer, string country) => new(
        customer.FirstName, customer.LastName, $"{random.Next(1, 300)} Main Street", "Springfield", $"{random.Next(1000, 9999)}", country,
        Countries.GetValueOrDefault(country)
            ?? throw new ArgumentException($"Country '{country}' has no name here; add it to {nameof(ShopPeople)}.", nameof(country)));
}
