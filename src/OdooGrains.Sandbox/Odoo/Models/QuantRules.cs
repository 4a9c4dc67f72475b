using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>One quant a product and location: a second create counts the one that is there, as recorded.</summary>
internal sealed class QuantRules() : ModelRules("stock.quant")
{
    public override int? Merge(OdooTransaction transaction, Dictionary<string, object?> values)
    {
        var quant = transaction.Database.Table(Model).Records.FirstOrDefault(
            quant => Equals(quant["product_id"], values.GetValueOrDefault("product_id")) && Equals(quant["location_id"], values.GetValueOrDefault("location_id")));
        if (quant is null) { return null; }
        transaction.Write(Model, quant.Id, new() { ["inventory_quantity"] = values.GetValueOrDefault("inventory_quantity") ?? 0m });
        return quant.Id;
    }

    public override object? Read(OdooTransaction transaction, OdooRecord record, string field) => Quants.Available(record);
}
