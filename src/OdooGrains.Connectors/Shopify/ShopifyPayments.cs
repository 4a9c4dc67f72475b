using System.Text.Json;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// Reads a transaction (https://shopify.dev/docs/api/admin-rest/latest/resources/transaction) into a payment. Only what its gateway returned, the
/// receipt, names it as the provider does; <c>payment_id</c> is Shopify's own name for it (#1001.1). An authorisation and its capture are one
/// payment of the provider's, so under its id they are one here too and none is the other's parent; several captures of one such payment cannot be
/// told apart, and the newest stands.
/// </summary>
internal static class ShopifyPayments
{
    private const int ProviderIdLengthMax = 100;

    // Stripe's, and so Shopify Payments', name the payment intent; others that name a payment do so under payment_id (vendor receipts are not documented).
    private static readonly string[] ReceiptNames = ["payment_intent", "payment_id"];

    /// <summary>Null where the transaction gives money back.</summary>
    public static Payment? Read(JsonView transaction)
    {
        if (ShopifyWords.Kind(transaction.Get("kind").String()) is not { } kind)
        {
            return null;
        }

        var money = transaction.Find("amount_set")?.Find("shop_money");
        var amount = money?.Get("amount") ?? transaction.Get("amount");
        var provider = ProviderId(transaction.Find("receipt"));
        return new()
        {
            Id = provider ?? transaction.Get("id").Id(),
            Kind = kind,
            Status = ShopifyWords.Status(transaction.Get("status")),
            Amount = ShopifyWords.NotNegative(amount.Decimal(), amount.Path),
            Currency = ShopifyWords.CurrencyCode(money?.Get("currency_code") ?? transaction.Get("currency")),
            ParentId = provider is null ? transaction.Find("parent_id")?.Id() : null,
            Gateway = transaction.Text("gateway"),
            UpdatedAt = (transaction.Find("processed_at") ?? transaction.Get("created_at")).Time(),
        };
    }

    /// <summary>The provider's id of the payment in a gateway's receipt, an object or one written as a text; null where it names none.</summary>
    public static string? ProviderId(JsonView? receipt) => receipt?.Element switch
    {
        { ValueKind: JsonValueKind.Object } known => OfReceipt(known),
        { ValueKind: JsonValueKind.String } text => OfText(text.GetString()!),
        _ => null,
    };

    private static string? OfText(string receipt)
    {
        try
        {
            using var document = JsonDocument.Parse(receipt, new() { MaxDepth = StrictJson.DepthMax });
            return document.RootElement.ValueKind is JsonValueKind.Object ? OfReceipt(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? OfReceipt(JsonElement receipt) => ReceiptNames.Select(name => Named(receipt, name)).FirstOrDefault(id => id is not null) ?? Intent(receipt);

    private static string? Named(JsonElement receipt, string name) => !receipt.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Object => Named(value, "id"),
        JsonValueKind.String => Usable(value.GetString()!),
        _ => null,
    };

    private static string? Intent(JsonElement receipt) => Named(receipt, "id") is { } id && id.StartsWith("pi_", StringComparison.Ordinal) ? id : null;

    private static string? Usable(string id) => id.Length is > 0 and <= ProviderIdLengthMax && id.All(letter => letter is > ' ' and <= '~') ? id : null;
}
