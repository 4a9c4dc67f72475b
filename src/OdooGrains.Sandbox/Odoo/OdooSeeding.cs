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

        /// <summary>A product that is no goods, such as shipping: nothing of it is delivered.</summary>
        public int SeedService(string code, string name, decimal price) => odoo.Settings.Version >= 18
            ? odoo.Seed("product.product", ("default_code", code), ("name", name), ("list_price", price), ("type", "service"))
            : odoo.Seed("product.product", ("default_code", code), ("name", name), ("list_price", price), ("type", "service"), ("detailed_type", "service"));

        /// <summary>A product whose stock is kept.</summary>
        public int SeedStored(string code, string name, decimal price, params (int Warehouse, decimal Quantity)[] stock)
        {
            var product = odoo.Settings.Version >= 18
                ? odoo.Seed("product.product", ("default_code", code), ("name", name), ("list_price", price), ("is_storable", true))
                : odoo.Seed("product.product", ("default_code", code), ("name", name), ("list_price", price), ("type", "product"), ("detailed_type", "product"));
            foreach (var (warehouse, quantity) in stock)
            {
                odoo.Seed("stock.quant", ("product_id", product), ("location_id", odoo.StockOf(warehouse)), ("quantity", quantity));
            }

            return product;
        }

        /// <summary>A warehouse with a place for stock, receipts and deliveries.</summary>
        public int SeedWarehouse(string name, string code)
        {
            var warehouse = odoo.Seed("stock.warehouse", ("name", name), ("code", code), ("company_id", (int)odoo.Records("res.company")[0]["id"]!));
            var view = odoo.Seed("stock.location", ("name", code), ("complete_name", code), ("usage", "view"), ("warehouse_id", warehouse));
            var stock = odoo.Seed("stock.location", ("name", "Stock"), ("complete_name", $"{code}/Stock"), ("location_id", view), ("warehouse_id", warehouse));
            odoo.Change("stock.warehouse", warehouse, ("view_location_id", view), ("lot_stock_id", stock));
            odoo.Seed("stock.picking.type", ("name", "Receipts"), ("code", "incoming"), ("sequence_code", "IN"), ("warehouse_id", warehouse));
            odoo.Seed("stock.picking.type", ("name", "Delivery Orders"), ("code", "outgoing"), ("sequence_code", "OUT"), ("warehouse_id", warehouse));
            return warehouse;
        }

        /// <summary>Where a warehouse keeps its stock.</summary>
        public int StockOf(int warehouse) => (int)odoo.Records("stock.warehouse").First(record => (int)record["id"]! == warehouse)["lot_stock_id"]!;

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
