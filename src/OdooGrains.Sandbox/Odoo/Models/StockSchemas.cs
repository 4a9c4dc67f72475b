using OdooGrains.Sandbox.Odoo.Data;
using static OdooGrains.Sandbox.Odoo.Data.FieldKind;
using static OdooGrains.Sandbox.Odoo.Models.Schemas;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Places, transfers, moves, what lies where, and the wizard that takes goods back.</summary>
internal static class StockSchemas
{
    private static readonly string[] Users = ["Inventory/User"];

    public static IReadOnlyList<ModelSchema> Of(int version, OdooSettings settings) =>
        [Location(), PickingType(), Lot(), Picking(settings), Move(version, settings), Quant(settings), ReturnWizard(), ReturnLine(settings)];

    /// <summary>What a move has of its demand, and what of it is done once the transfer is: quantity_done until 16.</summary>
    public static string Quantity(int version) => version >= 17 ? "quantity" : "reserved_availability";

    /// <summary>What is done when the transfer is validated: what a person or a caller says.</summary>
    public static string Done(int version) => version >= 17 ? "quantity" : "quantity_done";

    /// <summary>What a move holds of quants; real servers keep it in the move's lines.</summary>
    public const string Reserved = "x_reserved";

    private static ModelSchema Lot() => new("stock.lot", "Lot/Serial", [Char("name", "Lot/Serial Number"), Ref("product_id", "Product", "product.product")]) { AccessGroups = Users };

    private static ModelSchema Location() => new(
        "stock.location", "Inventory Locations",
        [
            Char("name", "Location Name"), Char("complete_name", "Full Location Name"), Ref("location_id", "Parent Location", "stock.location"),
            Ref("warehouse_id", "Warehouse", "stock.warehouse"), Active(),
            new("usage", Selection, "Location Type")
            {
                Default = "internal",
                Selection =
                [
                    ("supplier", "Vendor"), ("view", "Virtual"), ("internal", "Internal"), ("customer", "Customer"), ("inventory", "Inventory Loss"), ("transit", "Transit")
                ],
            },
        ])
    {
        DefaultOrder = "complete_name, id",
        AccessGroups = Users,
    };

    private static ModelSchema PickingType() => new(
        "stock.picking.type", "Picking Type",
        [Char("name", "Operation Type"), Ref("warehouse_id", "Warehouse", "stock.warehouse"), Code("code") with { Readonly = false }, Char("sequence_code", "Sequence Prefix"), Active()])
    {
        AccessGroups = Users,
    };

    private static ModelSchema Picking(OdooSettings settings)
    {
        List<FieldSchema> fields =
        [
            Char("name", "Reference"), State(), Char("origin", "Source Document"), new("note", Text, "Notes"), Ref("partner_id", "Contact", "res.partner"),
            Ref("location_id", "Source Location", "stock.location"), Ref("location_dest_id", "Destination Location", "stock.location"),
            Ref("picking_type_id", "Operation Type", "stock.picking.type"), Code("picking_type_code"), Ref("sale_id", "Sales Order", "sale.order") with { ListedIn = "picking_ids" }, Ref("company_id", "Company", "res.company"),
            new("move_ids", One2Many, "Stock moves") { Relation = "stock.move", Inverse = "picking_id" },
            new("scheduled_date", Datetime, "Scheduled Date"), new("date_done", Datetime, "Date of Transfer"),
            Ref("backorder_id", "Back Order of", "stock.picking"), Ref("return_id", "Return of", "stock.picking"),
        ];
        if (settings.DeliveryModule) { fields.AddRange([Char("carrier_tracking_ref", "Tracking Reference"), Char("carrier_tracking_url", "Tracking URL")]); }
        return new("stock.picking", "Transfer", fields) { DefaultOrder = "scheduled_date, id desc", AccessGroups = Users };
    }

    private static ModelSchema Move(int version, OdooSettings settings)
    {
        List<FieldSchema> fields =
        [
            Char("reference", "Reference"), Ref("product_id", "Product", "product.product") with { Required = true }, Number("product_uom_qty", "Demand", settings), State(),
            Ref("picking_id", "Transfer", "stock.picking") with { ListedIn = "move_ids" }, Ref("sale_line_id", "Sale Line", "sale.order.line") with { ListedIn = "move_ids" },
            Ref("location_id", "Source Location", "stock.location"), Ref("location_dest_id", "Destination Location", "stock.location"),
            Ref("origin_returned_move_id", "Origin return move", "stock.move"), new("to_refund", FieldKind.Boolean, "Update quantities on SO/PO") { Default = true },
            new("date", Datetime, "Date Scheduled"), Ref("company_id", "Company", "res.company"), Number(Quantity(version), "Quantity", settings),
            Number(Reserved, "SIMULATION: reserved in quants", settings) with { Readonly = true },
        ];
        fields.Add(version >= 17 ? new("picked", FieldKind.Boolean, "Picked") : Number("quantity_done", "Quantity Done", settings));
        return new("stock.move", "Stock Move", fields) { DefaultOrder = "id", AccessGroups = Users };
    }

    private static ModelSchema Quant(OdooSettings settings) => new(
        "stock.quant", "Quants",
        [
            Ref("product_id", "Product", "product.product") with { Required = true }, Ref("location_id", "Location", "stock.location") with { Required = true },
            Ref("lot_id", "Lot/Serial Number", "stock.lot"), Number("quantity", "Quantity", settings), Number("reserved_quantity", "Reserved Quantity", settings),
            Number("available_quantity", "Available Quantity", settings) with { Readonly = true, Computed = true }, Number("inventory_quantity", "Counted Quantity", settings),
            Ref("company_id", "Company", "res.company"),
        ])
    {
        AccessGroups = Users,
    };

    private static ModelSchema ReturnWizard() => new(
        "stock.return.picking", "Return Picking",
        [
            Ref("picking_id", "Picking", "stock.picking"),
            new("product_return_moves", One2Many, "Moves") { Relation = "stock.return.picking.line", Inverse = "wizard_id" },
        ])
    {
        AccessGroups = Users,
    };

    private static ModelSchema ReturnLine(OdooSettings settings) => new(
        "stock.return.picking.line", "Return Picking Line",
        [
            Ref("wizard_id", "Wizard", "stock.return.picking") with { ListedIn = "product_return_moves" }, Ref("product_id", "Product", "product.product"),
            Number("quantity", "Quantity", settings), Ref("move_id", "Move", "stock.move"), new("to_refund", FieldKind.Boolean, "Update quantities on SO/PO") { Default = true },
        ])
    {
        AccessGroups = Users,
    };

    private static FieldSchema Number(string name, string label, OdooSettings settings) => new(name, FieldKind.Float, label) { Digits = settings.QuantityDigits };

    private static FieldSchema Code(string name) => new(name, Selection, "Type of Operation")
    {
        Readonly = true,
        Selection = [("incoming", "Receipt"), ("outgoing", "Delivery"), ("internal", "Internal Transfer")],
    };

    private static FieldSchema State() => new("state", Selection, "Status")
    {
        Readonly = true,
        Default = "draft",
        Selection =
        [
            ("draft", "Draft"), ("waiting", "Waiting Another Operation"), ("confirmed", "Waiting"), ("partially_available", "Partially Available"), ("assigned", "Ready"),
            ("done", "Done"), ("cancel", "Cancelled")
        ],
    };
}
