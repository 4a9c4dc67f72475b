namespace OdooGrains.Sandbox.Odoo;

/// <summary>What a user of the simulated database may do.</summary>
public enum OdooRole
{
    /// <summary>May do everything, as the administrator of a demo database.</summary>
    Administrator,

    /// <summary>Sales only: writes partners, orders and lines, may not read external ids (ir.model.data).</summary>
    Salesman,
}

/// <summary>How tax is rounded: the company setting of the same name in Odoo.</summary>
public enum TaxRounding
{
    RoundPerLine,
    RoundGlobally,
}

/// <summary>A user with a password and an API key; JSON-2 takes the key only, JSON-RPC both.</summary>
public sealed record OdooUser
{
    public required string Login { get; init; }

    public required string Password { get; init; }

    public required string ApiKey { get; init; }

    public OdooRole Role { get; init; } = OdooRole.Administrator;

    /// <summary>Time zone of the user. <c>load()</c> reads dates in it unless the context says <c>tz</c>. Default as recorded.</summary>
    public string TimeZone { get; init; } = "Europe/Brussels";
}

/// <summary>Settings of one simulated Odoo database.</summary>
public sealed record OdooSettings
{
    /// <summary>Major version: 16, 17, 18 or 19. Default 19.</summary>
    public int Version
    {
        get;
        init => field = value is >= 16 and <= 19 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Version must be 16, 17, 18 or 19.");
    } = 19;

    public string Database { get; init; } = "odoo";

    public IReadOnlyList<OdooUser> Users { get; init; } =
    [
        new() { Login = "admin", Password = "admin", ApiKey = "simulated-admin-key" },
        new() { Login = "sales", Password = "sales", ApiKey = "simulated-sales-key", Role = OdooRole.Salesman },
    ];

    /// <summary>Whether a salesman may read ir.model.data; false as recorded.</summary>
    public bool SalesmanReadsExternalIds { get; init; }

    public TaxRounding TaxRounding { get; init; } = TaxRounding.RoundPerLine;

    /// <summary>The company's default for new taxes (18 and later): prices include tax.</summary>
    public bool PricesIncludeTax { get; init; }

    public string CompanyName { get; init; } = "Simulated Company";

    /// <summary>Currency of the company, ISO 4217.</summary>
    public string CompanyCurrency { get; init; } = "EUR";

    /// <summary>Country of the company, ISO 3166-1 alpha-2.</summary>
    public string CompanyCountry { get; init; } = "BE";

    /// <summary>Decimals of unit prices (Odoo's "Product Price"); a finer price is rounded when stored. Default 2, so KWD needs 3.</summary>
    public int PriceDigits { get; init; } = 2;

    /// <summary>Decimals of quantities (Odoo's "Product Unit of Measure"). Default 2.</summary>
    public int QuantityDigits { get; init; } = 2;

    /// <summary>Decimals of the discount percentage. Default 2, so a third becomes 33.33 %.</summary>
    public int DiscountDigits { get; init; } = 2;

    /// <summary>
    /// Whether <c>action_cancel</c> of an order that is no draft answers a wizard and cancels nothing unless the context says
    /// <c>disable_cancel_warning</c> (sale.order._show_cancel_wizard, 16–18). Default true: the stricter behaviour.
    /// </summary>
    public bool CancelWizard { get; init; } = true;

    /// <summary>Whether the module stock_delivery is there, which gives transfers a carrier's tracking reference. Default true.</summary>
    public bool DeliveryModule { get; init; } = true;

    /// <summary>
    /// Whether calls that overlap in time conflict: a <c>load</c> of an external id that another call is still busy with loses
    /// (as recorded), other writes wait as Odoo's own retry does. Needs a capacity with service times and a moving clock.
    /// </summary>
    public bool Contention { get; init; } = true;

    /// <summary>Whether connections stay open, as behind a proxy. Default false: real servers close after each answer.</summary>
    public bool KeepAlive { get; init; }

    public OdooCapacity Capacity { get; init; } = OdooCapacity.Fast;

    internal string ServerHeader => $"SIMULATION-of-Odoo/{Version}.0";
}
