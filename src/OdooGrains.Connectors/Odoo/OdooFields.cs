namespace OdooGrains.Connectors.Odoo;

/// <summary>Names that differ between versions: fields_get of 18 and 19 as recorded, 16 and 17 as 18.</summary>
internal sealed record OdooFields(string LineTaxes, string LineUnit)
{
    public static OdooFields Of(int version) => version >= 19 ? new("tax_ids", "product_uom_id") : new("tax_id", "product_uom");
}
