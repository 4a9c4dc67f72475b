using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>What the connector says of itself.</summary>
internal static class OdooManifest
{
    public const string Customer = "order.customer";
    public const string Book = "order.book";
    public const string Confirm = "order.confirm";
    public const string Cancel = "order.cancel";

    public static readonly IReadOnlyList<OperationManifest> Operations =
    [
        // Countries and states that are new; find, create with and without an address; find the other addresses, create them. The look-up finds.
        new() { Name = Customer, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2 + 3 + 2, LookUpCost = 2 + 2, BatchMax = OdooLimits.BatchMax, Timeout = OdooLimits.OperationTimeout, LookUp = "The partner with the customer's email, else with our key in its reference, and its addresses by content." },
        // Products, load(), read. A repeat: products, find, lines; load(), lines, remove; read, lines. The look-up: products, find, lines, read.
        new() { Name = Book, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2 + OdooLimits.LoadsMax, RepeatCost = 8, LookUpCost = 4, BatchMax = OdooLimits.BatchMax, Timeout = OdooLimits.OperationTimeout, LookUp = "The order with our key as its source document, whose lines are compared with what was sent." },
        // The call and a read; a repeat reads before, too.
        new() { Name = Confirm, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2, RepeatCost = 3, LookUpCost = 1, BatchMax = OdooLimits.BatchMax, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's state." },
        new() { Name = Cancel, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2, RepeatCost = 3, LookUpCost = 1, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's state." },
    ];

    /// <summary>Requests to probe and log in, for the company's defaults, and for its taxes.</summary>
    public const int ProbeCost = 3, DefaultsCost = 5, TaxesCost = 1;

    public static readonly ConnectorManifest Manifest = new()
    {
        Kind = "odoo",
        Title = "Odoo 16 to 19",
        Settings = OdooSettings.Manifest,
        Secrets = [new(OdooSettings.ApiKey, true, "An API key of the login; it takes the place of the password. Keys expire.")],
        Operations = Operations,
    };
}
