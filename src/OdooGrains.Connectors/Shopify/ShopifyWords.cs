using System.Globalization;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Money;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// Shopify's words in ours. The REST resources write them small and the GraphQL API in capitals; they are the same words
/// (https://shopify.dev/docs/api/admin-rest/latest/resources/transaction, refund and fulfillment; enums OrderTransactionKind,
/// OrderTransactionStatus, RefundLineItemRestockType and FulfillmentStatus of the GraphQL Admin API).
/// </summary>
internal static class ShopifyWords
{
    private const string IdPrefix = "gid://shopify/";

    /// <summary>Whether a transaction of the kind takes money in, or reserves it; the others give it back.</summary>
    public static bool IsPayment(string kind) => Kind(kind) is not null;

    public static PaymentKind? Kind(string kind) => kind.ToLowerInvariant() switch
    {
        "authorization" or "emv_authorization" => PaymentKind.Authorization,
        "capture" or "sale" => PaymentKind.Capture,
        "void" => PaymentKind.Void,
        _ => null,
    };

    public static PaymentStatus Status(JsonView status) => status.String().ToLowerInvariant() switch
    {
        "success" => PaymentStatus.Succeeded,
        "pending" or "awaiting_response" or "unknown" => PaymentStatus.Pending,
        "failure" or "error" => PaymentStatus.Failed,
        _ => throw new JsonShapeException(status.Path, $"a status such as success, pending or failure, not '{Shown(status)}'"),
    };

    public static Restock Restock(JsonView restock) => restock.String().ToLowerInvariant() switch
    {
        "no_restock" => Domain.Orders.Restock.None,
        "cancel" => Domain.Orders.Restock.Cancel,
        "return" or "legacy_restock" => Domain.Orders.Restock.Return,
        _ => throw new JsonShapeException(restock.Path, $"no_restock, cancel or return, not '{Shown(restock)}'"),
    };

    // Goods that could not be handed over have not left.
    public static DeliveryStatus Delivered(JsonView status) => status.String().ToLowerInvariant() switch
    {
        "success" => DeliveryStatus.Done,
        "pending" or "open" => DeliveryStatus.Open,
        "cancelled" or "error" or "failure" => DeliveryStatus.Cancelled,
        _ => throw new JsonShapeException(status.Path, $"a status such as success, pending or cancelled, not '{Shown(status)}'"),
    };

    public static string CurrencyCode(JsonView code)
        => code.String() is var text && Currency.IsCode(text) ? text : throw new JsonShapeException(code.Path, "a currency code such as EUR");

    public static decimal NotNegative(decimal amount, string path) => amount >= 0 ? amount : throw new JsonShapeException(path, "at least 0");

    /// <summary>The number in <c>gid://shopify/Order/5000</c>, which is the id that the REST resources have.</summary>
    public static string IdOf(JsonView gid)
    {
        var text = gid.String();
        var number = text[(text.LastIndexOf('/') + 1)..].Split('?')[0];
        return text.StartsWith(IdPrefix, StringComparison.Ordinal) && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id.ToString(CultureInfo.InvariantCulture)
            : throw new JsonShapeException(gid.Path, $"an id such as {IdPrefix}Order/5000");
    }

    public static string Gid(string type, string id) => $"{IdPrefix}{type}/{id}";

    private static string Shown(JsonView word) => word.String() is var text && text.Length > 40 ? text[..40] : text;
}
