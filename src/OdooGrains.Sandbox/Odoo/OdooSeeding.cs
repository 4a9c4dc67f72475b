namespace OdooGrains.Sandbox.Odoo;

/// <summary>Fills a simulated database with what a shop's orders need. Each call returns the database id.</summary>
public static class OdooSeeding
{
    extension(SimulatedOdoo odoo)
    {
        /// <summary>A sales tax in percent; <paramref name="country"/> is ISO 3166-1 alpha-2 and defaults to the company's.</summary>
        public int SeedTax(string name, decimal percent, bool included = false, string? country = null)
        {
            (string, object?) inclusion = odoo.Settings.Version >= 18
                ? ("price_include_override", included ? "tax_included" : "tax_excluded")
                : ("price_include", included);
            return odoo.Seed(
                "account.tax", ("name", name), ("amount", percent), inclusion,
                ("country_id", country is null ? odoo.IdOf("res.company", "country_id") : odoo.Country(country)));
        }

        /// <summary>A product; without taxes given it has the first sales tax, as in Odoo.</summary>
        public int SeedProduct(string code, string name, decimal price, params int[] taxes) => taxes.Length == 0
            ? odoo.Seed("product.product", ("default_code", code), ("name", name), ("list_price", price))
            : odoo.Seed("product.product", ("default_code", code), ("name", name), ("list_price", price), ("taxes_id", taxes));

        public int SeedPartner(string name, string? email) => odoo.Seed("res.partner", ("name", name), ("email", email));

        /// <summary>A pricelist in a currency (ISO 4217).</summary>
        public int SeedPricelist(string name, string currency) => odoo.Seed("product.pricelist", ("name", name), ("currency_id", odoo.Currency(currency)));

        /// <summary>Id of a currency by its ISO 4217 code.</summary>
        public int Currency(string code) => odoo.Find("res.currency", "name", code);

        /// <summary>Id of a country by its ISO 3166-1 alpha-2 code.</summary>
        public int Country(string code) => odoo.Find("res.country", "code", code);

        private int Find(string model, string field, string value) => odoo.Records(model).FirstOrDefault(record => (string?)record[field] == value) is { } found
            ? (int)found["id"]!
            : throw new ArgumentException($"The simulated Odoo has no {model} '{value}'; see Models/StandardData.cs for what it has.", nameof(value));

        private int? IdOf(string model, string field) => (int?)odoo.Records(model)[0][field];
    }
}
