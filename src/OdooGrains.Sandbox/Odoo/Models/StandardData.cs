namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>What a fresh database holds: currencies, countries, a company, users, a warehouse, a sales team, a unit.</summary>
internal static class StandardData
{
    private static readonly (string Code, string Symbol, int Decimals)[] Currencies =
        [
            ("USD", "$", 2), ("EUR", "€", 2), ("GBP", "£", 2), ("JPY", "¥", 0), ("KWD", "KD", 3), ("CAD", "$", 2), ("CHF", "CHF", 2), ("SEK", "kr", 2),
            ("DKK", "kr", 2), ("PLN", "zł", 2), ("AUD", "$", 2)
        ];

    private static readonly (string Code, string Name)[] Countries =
    [
        ("AT", "Austria"), ("AU", "Australia"), ("BE", "Belgium"), ("CA", "Canada"), ("CH", "Switzerland"), ("DE", "Germany"), ("DK", "Denmark"),
        ("ES", "Spain"), ("FR", "France"),
        ("GB", "United Kingdom"), ("IE", "Ireland"), ("IT", "Italy"), ("JP", "Japan"), ("KW", "Kuwait"), ("LU", "Luxembourg"), ("NL", "Netherlands"),
        ("PL", "Poland"), ("SE", "Sweden"), ("US", "United States"),
    ];

    private static readonly (string Country, string Code, string Name)[] States =
        [
            ("US", "CA", "California"), ("US", "KY", "Kentucky"), ("US", "NY", "New York"), ("US", "TX", "Texas"), ("CA", "ON", "Ontario"),
            ("CA", "QC", "Quebec"), ("AU", "NSW", "New South Wales")
        ];

    public static void Install(SimulatedOdoo odoo)
    {
        var settings = odoo.Settings;
        var currencies = Currencies.ToDictionary(
            currency => currency.Code,
            currency =>
                odoo.Seed(
                    "res.currency", ("name", currency.Code), ("symbol", currency.Symbol), ("decimal_places", currency.Decimals),
                    ("rounding", Step(currency.Decimals))));
        var countries = Countries.ToDictionary(country => country.Code, country => odoo.Seed("res.country", ("name", country.Name), ("code", country.Code)));
        foreach (var state in States) { odoo.Seed("res.country.state", ("name", state.Name), ("code", state.Code), ("country_id", countries[state.Country])); }
        var country = countries[settings.CompanyCountry];
        var partner = odoo.Seed("res.partner", ("name", settings.CompanyName), ("is_company", true), ("country_id", country));
        var company = odoo.Seed(
            "res.company",
            ("name", settings.CompanyName), ("currency_id", currencies[settings.CompanyCurrency]), ("country_id", country),
            ("account_fiscal_country_id", country), ("partner_id", partner),
            ("tax_calculation_rounding_method", settings.TaxRounding == TaxRounding.RoundPerLine ? "round_per_line" : "round_globally"));
        InstallUsers(odoo, company);
        InstallPlaces(odoo);
        odoo.SeedWarehouse(settings.CompanyName, "WH");
        InstallJournals(odoo, company);
        odoo.Seed("crm.team", ("name", "Sales"), ("company_id", company));
        odoo.Seed("uom.uom", ("name", "Units"));
    }

    // Customers and the first warehouse have the ids and names of the recorded databases.
    private static void InstallPlaces(SimulatedOdoo odoo)
    {
        var isOld = odoo.Settings.Version <= 18;
        odoo.ContinueIdsAt("stock.location", isOld ? 4 : 2);
        if (isOld) { odoo.Seed("stock.location", ("name", "Vendors"), ("complete_name", "Partners/Vendors"), ("usage", "supplier")); }
        odoo.Seed("stock.location", ("name", "Customers"), ("complete_name", isOld ? "Partners/Customers" : "Customers"), ("usage", "customer"));
        odoo.ContinueIdsAt("stock.location", isOld ? 7 : 4);
    }

    private static void InstallJournals(SimulatedOdoo odoo, int company)
    {
        odoo.Seed("account.journal", ("name", odoo.Settings.Version <= 18 ? "Customer Invoices" : "Sales"), ("code", "INV"), ("type", "sale"), ("sequence", 5), ("company_id", company));
        odoo.ContinueIdsAt("account.journal", 6);
        odoo.Seed("account.journal", ("name", "Bank"), ("code", "BNK1"), ("type", "bank"), ("company_id", company));
        odoo.Seed("account.journal", ("name", "Cash"), ("code", "CSH1"), ("type", "cash"), ("company_id", company));
    }

    private static void InstallUsers(SimulatedOdoo odoo, int company)
    {
        string[] logins = ["__system__", .. odoo.Settings.Users.Select(user => user.Login)];
        foreach (var login in logins)
        {
            var partner = odoo.Seed("res.partner", ("name", login), ("email", $"{login}@odoo.invalid"));
            odoo.Seed(
                "res.users", ("name", login), ("login", login), ("lang", "en_US"), ("company_id", company), ("company_ids", new[] { company }),
                ("partner_id", partner), ("active", login != "__system__"));
        }
    }

    private static decimal Step(int decimals) => new(1, 0, 0, false, (byte)decimals);
}
