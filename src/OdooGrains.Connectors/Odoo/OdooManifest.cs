using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>What the connector says of itself.</summary>
internal static class OdooManifest
{
    public const string Customer = "order.customer";
    public const string Book = "order.book";
    public const string Confirm = "order.confirm";
    public const string Cancel = "order.cancel";

    // A batch form is there (load() of many orders); batches of one until the owner of the connection sends more.
    public static readonly IReadOnlyList<OperationManifest> Operations =
    [
        new() { Name = Customer, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 3, Timeout = OdooLimits.OperationTimeout, LookUp = "The partner with the customer's email, else with our key in its reference, and its addresses by content." },
        new() { Name = Book, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2, Timeout = OdooLimits.OperationTimeout, LookUp = "The order with our key as its source document, whose lines are compared with what was sent." },
        new() { Name = Confirm, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's state." },
        new() { Name = Cancel, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's state." },
    ];

    public static readonly ConnectorManifest Manifest = new()
    {
        Kind = "odoo",
        Title = "Odoo 16 to 19",
        Settings = OdooSettings.Manifest,
        Secrets = [new(OdooSettings.ApiKey, true, "An API key of the login; it takes the place of the password. Keys expire.")],
        Operations = Operations,
    };
}
