using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// Reads the REST refund resource (https://shopify.dev/docs/api/admin-rest/latest/resources/refund). Adjustments of the order are negative where
/// money goes to the buyer; newer versions state shipping in <c>refund_shipping_lines</c> as well, and then that counts.
/// </summary>
internal static class ShopifyRefunds
{
    /// <param name="includesTax">The order's <c>taxes_included</c>; null where the body does not hold the order.</param>
    /// <param name="shopCurrency">The order's; null where the body does not hold the order.</param>
    public static Refund Read(JsonView refund, bool? includesTax = null, string? shopCurrency = null)
    {
        List<JsonView> lines = [.. refund.Items("refund_line_items")], shipping = [.. refund.Items("refund_shipping_lines")], adjustments = [.. refund.Items("order_adjustments")];
        List<JsonView> transactions = [.. refund.Items("transactions").Where(IsRefund)];
        var currency = shopCurrency ?? Currency([.. lines.Select(line => line.Find("subtotal_set")), .. adjustments.Select(one => one.Find("amount_set")), .. shipping.Select(one => one.Find("subtotal_amount_set"))])
            ?? (transactions is [var first, ..] ? ShopifyWords.CurrencyCode(first.Get("currency")) : throw new JsonShapeException($"{refund.Path}/transactions", "present where no amount names its currency"));
        List<JsonView> shippingRefunds = [.. adjustments.Where(one => one.Text("kind") == "shipping_refund")];
        return new ShopifyRefundSum
        {
            Lines = [.. lines.Select(Line)],
            Shipping = shipping.Count > 0 ? shipping.Sum(one => Amount(one, "subtotal_amount")) : -shippingRefunds.Sum(one => Amount(one, "amount")),
            ShippingTax = shipping.Count > 0 ? shipping.Sum(one => Amount(one, "tax_amount")) : -shippingRefunds.Sum(one => Amount(one, "tax_amount")),
            Discrepancy = -adjustments.Except(shippingRefunds).Sum(one => Amount(one, "amount") + Amount(one, "tax_amount")),
            Money = [.. transactions.Select(one => Money(one, currency))],
            IncludesTax = includesTax,
        }.Refund(refund.Get("id").Id(), currency, refund.Text("note"), (refund.Find("updated_at") ?? refund.Find("processed_at") ?? refund.Get("created_at")).Time());
    }

    private static ShopifyRefundLine Line(JsonView line) => new(
        line.Get("line_item_id").Id(),
        line.Get("quantity").Decimal(),
        Amount(line, "subtotal"),
        Amount(line, "total_tax"),
        ShopifyWords.Restock(line.Get("restock_type")));

    private static bool IsRefund(JsonView transaction) => transaction.Text("kind") is "refund";

    private static ShopifyRefundMoney Money(JsonView transaction, string currency)
    {
        var money = transaction.Find("amount_set")?.Find("shop_money");
        var amount = money?.Get("amount") ?? transaction.Get("amount");
        var isShops = money is not null || ShopifyWords.CurrencyCode(transaction.Get("currency")) == currency;
        return new(
            isShops ? ShopifyWords.NotNegative(amount.Decimal(), amount.Path) : null,
            ShopifyWords.Status(transaction.Get("status")),
            ShopifyPayments.ProviderId(transaction.Find("receipt")) ?? transaction.Find("parent_id")?.Id());
    }

    private static string? Currency(IEnumerable<JsonView?> sets)
        => sets.Select(set => set?.Find("shop_money")?.Find("currency_code")).FirstOrDefault(code => code is not null) is { } stated ? ShopifyWords.CurrencyCode(stated) : null;

    private static decimal Amount(JsonView of, string name) => (of.Find($"{name}_set")?.Find("shop_money")?.Find("amount") ?? of.Find(name))?.Decimal() ?? 0;
}
