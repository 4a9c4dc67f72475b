
namespace OdooGrains.Connectors.Odoo;

/// <summary>Names and checks of the connection's settings.</summary>
internal static class OdooSettings
{
    public const string PlainCreate = "create";
    public const string ApiKey = "apiKey";

    public static readonly IReadOnlyList<SettingManifest> Manifest =
    [
        new("url", "url", true, "Where Odoo answers, such as https://example.odoo.com."),
        new("database", "string", true, "The database's name."),
        new("login", "string", true, "The login of the user that the API key belongs to; best a user of its own."),
        new("protocol", "string", false, "auto probes; json2 (19 and later) or jsonrpc (16 to 18) forces one.", "auto"),
        new("company", "number", false, "Database id of the company. Found: the user's."),
        new("warehouse", "number", false, "Database id of the warehouse. Found: the company's first."),
        new("pricelists", "object", false, "Pricelist by currency, such as {\"EUR\": 1}. Found: the first of each currency; none is needed in the company's currency."),
        new("salesperson", "number", false, "Database id of the responsible user. Unset: as Odoo decides."),
        new("shippingProduct", "number", false, "Product of shipping lines: database id. Found: by internal reference SHIPPING, DELIVERY or Delivery_007."),
        new("discountProduct", "number", false, "Product of discount lines: database id. Found: by internal reference DISCOUNT."),
        new("tipProduct", "number", false, "Product of tip lines: database id. Found: by internal reference TIP or TIPS."),
        new("customProduct", "number", false, "Product of lines without SKU: database id. Unset: such an order is held."),
        new("taxes", "object", false, "List of {\"rate\": 0.19, \"country\"?: \"DE\", \"title\"?: \"MwSt\", \"tax\": 5}; rate as the channel states it, tax a database id. Unset: the only sale tax of that rate and kind."),
        new("paymentJournals", "object", false, "Journal of payments by gateway, such as {\"stripe\": 6}; a journal is a database id."),
        new("paymentJournal", "number", false, "Journal of payments of other gateways: database id. Found: the company's first bank journal."),
        new("tolerance", "number", false, "How far Odoo's total may differ from the channel's.", "0.01"),
        new("settleSeconds", "number", false, "How long after it was sent a lost call may still take effect: Odoo's limit_time_real and a margin.", "130"),
        new(CustomerMatch.Setting, "object", false, "By what customers are known in Odoo, in the order in which it counts: a list of externalId (our key in the reference), email, phone and vat. With other rules than the default's whoever else is found is proposed for merging.", CustomerMatch.DefaultText),
        new(StockFeeds.Switch, "boolean", false, "Whether stock is read, for the shops that are told levels; orders take of it here until Odoo has confirmed them.", "false"),
        new("createBy", "string", false, "load: with external ids, enforced by Odoo. create: plain, one grade lower, where load() is not allowed.", "load"),
    ];

    private static readonly string[] Numbers = ["company", "warehouse", "salesperson", "shippingProduct", "discountProduct", "tipProduct", "customProduct", "paymentJournal", "tolerance", "settleSeconds"];

    public static IReadOnlyList<SettingProblem> Problems(ConnectionConfig connection)
    {
        List<SettingProblem> problems = [];
        if (!Uri.TryCreate(connection.Text("url"), UriKind.Absolute, out var url) || Egress.EgressRules.Problem(url) is not null)
        {
            problems.Add(new("/settings/url", $"The url must be a web address such as https://example.odoo.com{(url is null ? "" : $": {Egress.EgressRules.Problem(url)}")}"));
        }

        Require("database", connection.Text("database"));
        Require("login", connection.Text("login"));
        OneOf("protocol", "auto", "json2", "jsonrpc");
        OneOf("createBy", "load", PlainCreate);
        problems.AddRange(Numbers.Where(name => connection.Settings[name] is not null && (connection.Number(name) is not { } number || number < 0))
            .Select(name => new SettingProblem($"/settings/{name}", $"{name} '{connection.Text(name)}' must be a number of at least 0.")));
        problems.AddRange(OdooTaxMap.Problems(connection));
        problems.AddRange(CustomerMatch.Problems(connection));
        problems.AddRange(Invoices.PaymentJournals.Problems(connection));
        var key = connection.Secret(ApiKey);
        if (string.IsNullOrWhiteSpace(key) || key.Any(letter => letter is <= ' ' or > '~'))
        {
            problems.Add(new($"/secrets/{ApiKey}", "The apiKey is missing, or has characters that no API key has. Make one in Odoo: Preferences, Account Security, New API Key."));
        }

        return problems;

        void Require(string name, string? value)
        {
            if (string.IsNullOrWhiteSpace(value) || value.Any(char.IsControl))
            {
                problems.Add(new($"/settings/{name}", $"The setting {name} is missing."));
            }
        }

        void OneOf(string name, params string[] values)
        {
            if (connection.Text(name) is { } value && !values.Contains(value))
            {
                problems.Add(new($"/settings/{name}", $"{name} '{value}' must be one of {string.Join(", ", values)}."));
            }
        }
    }

    public static long? Id(ConnectionConfig connection, string name) => connection.Number(name) is { } id and > 0 ? (long)id : null;
}
