using OdooGrains.Connectors.Odoo.Deliveries;
using OdooGrains.Connectors.Odoo.Feeds;
using OdooGrains.Connectors.Odoo.Invoices;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>What the connector says of itself.</summary>
internal static class OdooManifest
{
    public const string Customer = "order.customer";
    public const string Book = "order.book";
    public const string Confirm = "order.confirm";
    public const string Cancel = "order.cancel";
    public const string Deliver = "order.deliver";
    public const string Invoice = "order.invoice";
    public const string Payment = "order.payment";
    public const string Credit = "order.credit";
    public const string Return = "order.return";

    public static readonly IReadOnlyList<OperationManifest> Operations =
    [
        // Countries and states that are new; find, create with and without an address; find the other addresses, create them. The look-up finds.
        new() { Name = Customer, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2 + 3 + 2, LookUpCost = 2 + 2, BatchMax = OdooLimits.BatchMax, Timeout = OdooLimits.OperationTimeout, LookUp = "The partner with the customer's email, else with our key in its reference (or by the setting customerMatch), and its addresses by content." },
        // Products, load(), read. A repeat: products, find, lines; load(), lines, remove; read, lines. The look-up: products, find, lines, read.
        new() { Name = Book, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2 + OdooLimits.LoadsMax, RepeatCost = 8, LookUpCost = 4, BatchMax = OdooLimits.BatchMax, Timeout = OdooLimits.OperationTimeout, LookUp = "The order with our key as its source document, whose lines are compared with what was sent." },
        // The call and a read; a repeat reads before, too.
        new() { Name = Confirm, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2, RepeatCost = 3, LookUpCost = 1, BatchMax = OdooLimits.BatchMax, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's state." },
        new() { Name = Cancel, Lane = Lane.Money, Grade = Grade.Guaranteed, Cost = 2, RepeatCost = 3, LookUpCost = 1, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's state." },
        // Order, transfers, and once a session whether they keep tracking; a write for each transfer, validate, read.
        new() { Name = Deliver, Lane = Lane.Fulfilment, Grade = Grade.DetectedAndRepaired, Cost = SoldOrder.Cost + TransfersInOdoo.Cost + 1 + TransferStep.PickingsMax + TransferStep.Cost, LookUpCost = TransfersInOdoo.Cost, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's transfer that is done and has our key for this delivery behind its source document." },
        new() { Name = Invoice, Lane = Lane.Money, Grade = Grade.DetectedAndRepaired, Cost = InvoiceOperation.Cost, RepeatCost = InvoiceOperation.RepeatCost, LookUpCost = SoldOrder.Cost + 2, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's posted invoice with our key behind its source document." },
        new() { Name = Payment, Lane = Lane.Money, Grade = Grade.DetectedAndRepaired, Cost = PaymentOperation.Cost, LookUpCost = 2, Timeout = OdooLimits.OperationTimeout, LookUp = "The payment whose memo is our key: the payment's id at the provider, and the invoice." },
        new() { Name = Credit, Lane = Lane.Money, Grade = Grade.DetectedAndRepaired, Cost = CreditOperation.Cost, LookUpCost = 1, Timeout = OdooLimits.OperationTimeout, LookUp = "The posted credit note whose reference is our key for this refund and invoice." },
        // Order, transfers; the wizard for each delivery, the moves of its returns; a write for each return, validate, read.
        new() { Name = Return, Lane = Lane.Fulfilment, Grade = Grade.DetectedAndRepaired, Cost = SoldOrder.Cost + TransfersInOdoo.Cost + ((ReturnOperation.WizardCost + 1) * TransferStep.PickingsMax) + 1 + TransferStep.Cost, LookUpCost = TransfersInOdoo.Cost, Timeout = OdooLimits.OperationTimeout, LookUp = "The order's return that is done and has our key for this refund behind its source document." },
    ];

    /// <summary>Requests to probe and log in, for the company's defaults, and for its taxes.</summary>
    public const int ProbeCost = 3, DefaultsCost = 5, TaxesCost = 1;

    public static readonly ConnectorManifest Manifest = new()
    {
        Kind = "odoo",
        Title = "Odoo 16 to 19",
        Settings = OdooSettings.Manifest,
        Secrets =
        [
            new(OdooSettings.ApiKey, true, "An API key of the login; it takes the place of the password. Keys expire."),
            new(OdooInbound.Secret, false, "What automation rules send along, in their URL: https://hook:secret@host/…. Without it no webhook is taken; changes are found by reading."),
        ],
        Operations = Operations,
        Topics =
        [
            new("stock.picking", "An automation rule with a webhook action: deliveries are read at once instead of every minute."),
            new("stock.quant", "The same for stock."),
            new("stock.move", "The same for stock."),
        ],
    };
}
