using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Transfers: a number by operation type, and dates.</summary>
internal sealed class PickingRules() : ModelRules("stock.picking")
{
    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        var database = transaction.Database;
        record["company_id"] ??= database.Table("res.company").Records.First().Id;
        record["scheduled_date"] ??= transaction.Now;
        if (database.Find("stock.picking.type", record.Reference("picking_type_id")) is not { } type) { return; }
        record["picking_type_code"] = type.Text("code");
        var warehouse = database.Find("stock.warehouse", type.Reference("warehouse_id"))?.Text("code");
        record["name"] ??= database.NextName($"{warehouse}/{type.Text("sequence_code")}/");
    }

    public static OdooRecord Type(OdooDatabase database, int warehouse, string code) =>
        database.Table("stock.picking.type").Records.First(type => type.Text("code") == code && type.Reference("warehouse_id") == warehouse);
}

/// <summary>Operation types are named with their warehouse.</summary>
internal sealed class PickingTypeRules() : ModelRules("stock.picking.type")
{
    public override string? DisplayName(OdooDatabase database, OdooRecord record) =>
        $"{database.Find("stock.warehouse", record.Reference("warehouse_id"))?.Text("name")}: {record.Text("name")}";
}

/// <summary>Places are named with those above them.</summary>
internal sealed class LocationRules() : ModelRules("stock.location")
{
    public override string? DisplayName(OdooDatabase database, OdooRecord record) => record.Text("complete_name");
}
