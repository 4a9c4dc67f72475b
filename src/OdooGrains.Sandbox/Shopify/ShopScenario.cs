namespace OdooGrains.Sandbox.Shopify;

/// <summary>A product that the shop sells; the price is in whole major units of the scenario's currencies.</summary>
public sealed record ShopProduct(string Sku, string Title, int Price);

/// <summary>
/// What a simulated shop's customers do, and how often. Shares are in a thousand orders. The same scenario gives the same stories, byte
/// for byte; two scenarios with one seed share order ids and delivery ids, as two shops may.
/// </summary>
public sealed record ShopScenario
{
    public int Seed { get; init; } = 1;

    public int Orders { get; init; } = 100;

    public string Shop { get; init; } = "demo.myshopify.com";

    /// <summary>The app's client secret that signs webhooks.</summary>
    public string WebhookSecret { get; init; } = "simulated-webhook-secret";

    /// <summary>The app's access token; it does not expire unless the simulated shop is told so.</summary>
    public string AccessToken { get; init; } = "simulated-access-token";

    /// <summary>The refresh token that comes with it.</summary>
    public string RefreshToken { get; init; } = "simulated-refresh-token";

    /// <summary>The app's client id.</summary>
    public string ClientId { get; init; } = "simulated-client-id";

    /// <summary>Cost points that come back a second. Default 100, the plan Standard.</summary>
    public int PointsPerSecond { get; init; } = 100;

    /// <summary>True: the lines of an order lie in two locations by turns, so that it has two fulfilment orders. Default false.</summary>
    public bool TwoLocations { get; init; }

    public string ApiVersion { get; init; } = "2026-10";

    /// <summary>Number of the first order; its name is <c>#1001</c>.</summary>
    public int FirstNumber { get; init; } = 1001;

    /// <summary>Time over which the orders are placed, from the clock's now on. Default one minute.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromMinutes(1);

    public IReadOnlyList<ShopProduct> Catalogue { get; init; } =
    [
        new("MUG-BLUE", "Blue mug", 12), new("MUG-RED", "Red mug", 13), new("SHIRT-S", "T-shirt S", 25), new("SHIRT-M", "T-shirt M", 25),
        new("SHIRT-L", "T-shirt L", 26),
        new("LAMP-01", "Desk lamp", 49), new("CHAIR-02", "Office chair", 180), new("DESK-03", "Standing desk", 420), new("PEN-10", "Pen, pack of ten", 8),
        new("BOOK-11", "Notebook", 6),
    ];

    /// <summary>Currencies that orders are placed in, ISO 4217; each needs a pricelist in Odoo.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = ["EUR"];

    /// <summary>Taxes; each order draws one, and its addresses lie in that tax's country. Default: 21 % both ways.</summary>
    public IReadOnlyList<ShopTax> Taxes { get; init; } = [new("VAT 21%", 210, "BE", false), new("VAT 21% incl.", 210, "BE", true)];

    /// <summary>
    /// True (default): amounts are such that no tax has a fraction of a cent, so that every way of rounding gives the shop's total.
    /// False: prices end in odd cents, and a system that rounds at other places than the shop may differ by cents.
    /// </summary>
    public bool ExactTaxes { get; init; } = true;

    /// <summary>People who order, some of them again and again.</summary>
    public int Customers { get; init; } = 30;

    public int LinesMax { get; init; } = 3;

    /// <summary>Orders that are changed at least once after they are placed.</summary>
    public int UpdatesPerMille { get; init; } = 250;

    /// <summary>At most so many changes of one order.</summary>
    public int UpdatesMax { get; init; } = 2;

    /// <summary>What a change may be.</summary>
    public IReadOnlyList<ShopChange> Changes { get; init; } = [ShopChange.Quantity, ShopChange.Price, ShopChange.Address, ShopChange.Note];

    public int CancelsPerMille { get; init; } = 80;

    /// <summary>Time between the events of one order. Default 2 s.</summary>
    public TimeSpan ChangeDelay { get; init; } = TimeSpan.FromSeconds(2);

    public int DiscountsPerMille { get; init; } = 250;

    public int ShippingPerMille { get; init; } = 700;

    public int TipsPerMille { get; init; } = 80;

    /// <summary>Orders with a custom line item, which has no SKU. Default 0.</summary>
    public int CustomLinesPerMille { get; init; }

    /// <summary>Orders without a customer record, but with an e-mail address.</summary>
    public int GuestsPerMille { get; init; } = 150;

    /// <summary>Orders with neither customer nor e-mail address. Default 0.</summary>
    public int AnonymousPerMille { get; init; }

    /// <summary>Orders whose payment is told by transactions: a sale, or an authorisation and its capture. Default 0.</summary>
    public int PaymentsPerMille { get; init; }

    /// <summary>Payments whose gateway names the provider's id in its receipt.</summary>
    public int IntentsPerMille { get; init; } = 500;

    /// <summary>Orders that are not cancelled and leave, half of those that have more than one unit in two shipments. Default 0.</summary>
    public int FulfilmentsPerMille { get; init; }

    /// <summary>
    /// Orders with a payment that are refunded in part: one unit of a line, half of them with the shipping. Default 0. Cancelled ones get all of it back.
    /// </summary>
    public int RefundsPerMille { get; init; }

    /// <summary>Refunds that come once the ERP has sent the goods off, of those that are drawn without a shipment of the shop's own. Default 0.</summary>
    public int LateRefundsPerMille { get; init; }

    /// <summary>Changes that happen in the same second as the one before, so that two bodies have one <c>updated_at</c>. Default 0.</summary>
    public int SameSecondPerMille { get; init; }
}

/// <summary>A change of a placed order.</summary>
public enum ShopChange
{
    /// <summary>Another quantity of one line.</summary>
    Quantity,

    /// <summary>Another unit price of one line.</summary>
    Price,

    /// <summary>Another delivery address.</summary>
    Address,

    /// <summary>Another note.</summary>
    Note,

    /// <summary>One more line.</summary>
    AddLine,
}
