using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Moves: from 17 on, the quantity that a person enters is what the move holds of stock.</summary>
internal sealed class MoveRules() : ModelRules("stock.move")
{
    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        record["date"] ??= transaction.Now;
        record["company_id"] ??= transaction.Database.Table("res.company").Records.First().Id;
    }

    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        if (transaction.Database.Version >= 17 && Deliveries.IsOpen(record) && record.Flag("picked")) { Deliveries.Hold(transaction, record, record.Number("quantity")); }
    }

    /// <summary><c>S00032/MUG: Stock&gt;Customers</c>.</summary>
    public override string? DisplayName(OdooDatabase database, OdooRecord record)
    {
        var origin = database.Find("stock.picking", record.Reference("picking_id"))?.Text("origin");
        return $"{origin}/{Named("product.product", "product_id", "default_code")}: {Named("stock.location", "location_id", "name")}>{Named("stock.location", "location_dest_id", "name")}";

        string? Named(string model, string field, string name) => database.Find(model, record.Reference(field))?.Text(name);
    }
}
