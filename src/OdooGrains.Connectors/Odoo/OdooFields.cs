namespace OdooGrains.Connectors.Odoo;

/// <summary>Names that differ between versions: fields_get of 18 and 19 as recorded, 16 and 17 after odoo.md, section 9.</summary>
internal sealed record OdooFields
{
    public required string LineTaxes { get; init; }
    public required string LineUnit { get; init; }

    /// <summary>What is done of a move: of a transfer that is done, what left.</summary>
    public required string MoveDone { get; init; }

    /// <summary>Whether a move says beside its quantity that it is picked; then moves that are not picked stay behind.</summary>
    public required bool HasPicked { get; init; }

    /// <summary>The free text of a payment.</summary>
    public required string PaymentMemo { get; init; }

    /// <summary>The method of the wizard that makes a return.</summary>
    public required string CreateReturns { get; init; }

    /// <summary>What tells whether a product's stock is kept.</summary>
    public required string ProductKind { get; init; }

    /// <summary>Where a partner's telephone numbers stand.</summary>
    public required IReadOnlyList<string> PartnerPhones { get; init; }

    public bool IsStored(Rpc.OdooRecord product) => product.Flag(ProductKind) || product.Text(ProductKind) is "product";

    public static OdooFields Of(int version) => new()
    {
        LineTaxes = version >= 19 ? "tax_ids" : "tax_id",
        LineUnit = version >= 19 ? "product_uom_id" : "product_uom",
        MoveDone = version >= 17 ? "quantity" : "quantity_done",
        HasPicked = version >= 17,
        PaymentMemo = version >= 18 ? "memo" : "ref",
        ProductKind = version >= 18 ? "is_storable" : "detailed_type",
        PartnerPhones = version >= 19 ? ["phone"] : ["phone", "mobile"],
        CreateReturns = version >= 18 ? "action_create_returns" : "create_returns",
    };
}
