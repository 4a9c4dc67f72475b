using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Products: default taxes and unit, and no two with one barcode. Nothing makes default_code unique, as in Odoo.</summary>
internal sealed class ProductRules() : ModelRules("product.product")
{
    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        record["uom_id"] ??= transaction.Database.Table("uom.uom").Records.FirstOrDefault()?.Id;
        if (values.ContainsKey("taxes_id")) { return; }
        var tax = transaction.Database.Table("account.tax").Records.FirstOrDefault(tax => tax.Text("type_tax_use") == "sale");
        record["taxes_id"] = tax is null ? [] : new[] { tax.Id };
    }

    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        if (record.Text("barcode") is not { } barcode) { return; }
        var same = transaction.Database.Table(Model).Records.Where(other => other.Text("barcode") == barcode).ToList();
        if (same.Count > 1)
        {
            var names = string.Join(" and ", same.Select(product => product.Text("name")));
            throw OdooException.Validation(
                $"Barcode(s) already assigned:\n\n- Barcode \"{barcode}\" already assigned to product(s): {names}"
                + "\n\nNote: products that you don't have access to will not be shown above.");
        }
    }

    public override object? Read(OdooTransaction transaction, OdooRecord record, string field) => Quants.Of(transaction, record, field);

    public override string? DisplayName(OdooDatabase database, OdooRecord record) =>
        record.Text("default_code") is { } code ? $"[{code}] {record.Text("name")}" : record.Text("name");
}
