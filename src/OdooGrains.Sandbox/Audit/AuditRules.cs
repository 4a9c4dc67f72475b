using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Sandbox.Audit;

/// <summary>How the audit recognises things in Odoo.</summary>
public sealed record AuditRules
{
    /// <summary>The identity that an order of the shop must have in Odoo, for example <c>shopify/&lt;connection&gt;/&lt;order id&gt;</c>.</summary>
    public required Func<OrderStory, string> ExpectedIdentity { get; init; }

    /// <summary>The identity that a sale order carries; null for an order that is not the shop's. Default: its origin.</summary>
    public Func<SalesOrderRecord, string?> Identity { get; init; } = order => order.Origin;

    /// <summary>Internal reference of the product that shipping is booked on.</summary>
    public string ShippingCode { get; init; } = "SHIPPING";

    /// <summary>Internal reference of the product that discounts are booked on, where they are no percentage of a line.</summary>
    public string DiscountCode { get; init; } = "DISCOUNT";

    public string TipCode { get; init; } = "TIP";

    /// <summary>Internal reference of the product that lines without SKU are booked on.</summary>
    public string CustomCode { get; init; } = "CUSTOM";

    /// <summary>Difference of totals that is no difference. Default 0: to the cent.</summary>
    public decimal Tolerance { get; init; }

    /// <summary>How many differences are told in words. Default 20.</summary>
    public int DifferencesMax { get; init; } = 20;

    /// <summary>Order ids that the receiver says it holds for a person; they are counted as held, not as lost or wrong.</summary>
    public IReadOnlySet<string> Held { get; init; } = new HashSet<string>();
}
