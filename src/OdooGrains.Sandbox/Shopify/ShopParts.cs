namespace OdooGrains.Sandbox.Shopify;

/// <summary>A movement of money, in minor units of the order's currency.</summary>
/// <param name="Kind">authorization, capture, sale, void or refund.</param>
/// <param name="Intent">The provider's id of the payment, as its receipt names it; null where the gateway tells none.</param>
internal sealed record ShopTransaction(long Id, string Kind, long Amount, long? ParentId, string? Intent, DateTimeOffset At);

/// <summary>A refunded line; amounts as the order's prices are, with the tax beside.</summary>
internal sealed record ShopRefundLine(long LineId, int Quantity, long Subtotal, long Tax, string RestockType);

/// <summary>Money that goes back for lines and shipping; <see cref="Transaction"/> carries all of it.</summary>
internal sealed record ShopRefund(long Id, IReadOnlyList<ShopRefundLine> Lines, long Shipping, long ShippingTax, ShopTransaction Transaction, string? Note, DateTimeOffset At);

/// <summary>Goods that have left.</summary>
internal sealed record ShopFulfilment(
    long Id, string Status, IReadOnlyList<(long LineId, int Quantity)> Lines, string? Company, IReadOnlyList<string> Numbers, string? Url, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
