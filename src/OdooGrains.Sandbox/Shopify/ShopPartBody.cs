using System.Buffers;
using System.Text.Json;

namespace OdooGrains.Sandbox.Shopify;

/// <summary>
/// Writes a transaction, a refund and a fulfilment as Shopify's REST resources; the shapes follow the samples in Shopify's reference of the Admin REST
/// API, as its SDK's tests hold them.
/// </summary>
internal static class ShopPartBody
{
    public static byte[] Transaction(ShopOrder order, ShopTransaction transaction) => Body(json => WriteTransaction(json, order, transaction));

    public static byte[] Refund(ShopOrder order, ShopRefund refund) => Body(json => WriteRefund(json, order, refund));

    public static byte[] Fulfilment(ShopOrder order, ShopFulfilment fulfilment) => Body(json => WriteFulfilment(json, order, fulfilment));

    public static void WriteRefund(Utf8JsonWriter json, ShopOrder order, ShopRefund refund)
    {
        json.WriteStartObject();
        json.WriteNumber("id", refund.Id);
        json.WriteNumber("order_id", order.Id);
        json.WriteString("created_at", ShopBody.Time(refund.At));
        json.WriteString("processed_at", ShopBody.Time(refund.At));
        json.WriteString("note", refund.Note);
        json.WriteBoolean("restock", refund.Lines.Any(line => line.RestockType != "no_restock"));
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Refund/{refund.Id}");
        json.WriteStartArray("refund_line_items");
        foreach (var line in refund.Lines) { WriteRefundLine(json, order, refund, line); }
        json.WriteEndArray();
        json.WriteStartArray("transactions");
        WriteTransaction(json, order, refund.Transaction);
        json.WriteEndArray();
        json.WriteStartArray("order_adjustments");
        if (refund.Shipping > 0) { WriteShippingRefund(json, order, refund); }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteFulfilment(Utf8JsonWriter json, ShopOrder order, ShopFulfilment fulfilment)
    {
        json.WriteStartObject();
        json.WriteNumber("id", fulfilment.Id);
        json.WriteNumber("order_id", order.Id);
        json.WriteString("status", fulfilment.Status);
        json.WriteString("created_at", ShopBody.Time(fulfilment.CreatedAt));
        json.WriteString("updated_at", ShopBody.Time(fulfilment.UpdatedAt));
        json.WriteString("service", "manual");
        json.WriteString("tracking_company", fulfilment.Company);
        json.WriteString("tracking_number", fulfilment.Numbers.FirstOrDefault());
        json.WriteStartArray("tracking_numbers");
        foreach (var number in fulfilment.Numbers) { json.WriteStringValue(number); }
        json.WriteEndArray();
        json.WriteString("tracking_url", fulfilment.Url);
        json.WriteStartArray("line_items");
        foreach (var (id, quantity) in fulfilment.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("sku", order.Lines.FirstOrDefault(line => line.Id == id)?.Sku);
            json.WriteNumber("quantity", quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Fulfillment/{fulfilment.Id}");
        json.WriteEndObject();
    }

    private static void WriteTransaction(Utf8JsonWriter json, ShopOrder order, ShopTransaction transaction)
    {
        json.WriteStartObject();
        json.WriteNumber("id", transaction.Id);
        json.WriteNumber("order_id", order.Id);
        json.WriteString("kind", transaction.Kind);
        json.WriteString("gateway", OrderAftermath.GatewayOf(transaction));
        json.WriteString("status", "success");
        json.WriteString("created_at", ShopBody.Time(transaction.At));
        json.WriteString("processed_at", ShopBody.Time(transaction.At));
        if (transaction.ParentId is { } parent) { json.WriteNumber("parent_id", parent); }
        else { json.WriteNull("parent_id"); }
        json.WriteStartObject("receipt");
        if (transaction.Intent is { } intent) { json.WriteString("payment_intent", intent); }
        json.WriteEndObject();
        json.WriteString("amount", order.Money(transaction.Amount).ToString());
        json.WriteString("currency", order.Currency);
        json.WriteString("payment_id", $"{order.Name}.{transaction.Id - order.Id - 499}");
        json.WriteString("admin_graphql_api_id", $"gid://shopify/OrderTransaction/{transaction.Id}");
        json.WriteEndObject();
    }

    private static void WriteRefundLine(Utf8JsonWriter json, ShopOrder order, ShopRefund refund, ShopRefundLine line)
    {
        json.WriteStartObject();
        json.WriteNumber("id", refund.Id + 1 + line.LineId - order.Id);
        json.WriteNumber("line_item_id", line.LineId);
        json.WriteNumber("quantity", line.Quantity);
        json.WriteString("restock_type", line.RestockType);
        // The plain amounts are numbers here, unlike everywhere else.
        json.WriteNumber("subtotal", order.Money(line.Subtotal).Amount);
        json.WriteNumber("total_tax", order.Money(line.Tax).Amount);
        ShopBody.WriteSet(json, "subtotal_set", order.Money(line.Subtotal));
        ShopBody.WriteSet(json, "total_tax_set", order.Money(line.Tax));
        json.WriteEndObject();
    }

    private static void WriteShippingRefund(Utf8JsonWriter json, ShopOrder order, ShopRefund refund)
    {
        json.WriteStartObject();
        json.WriteNumber("id", refund.Id + 90);
        json.WriteNumber("refund_id", refund.Id);
        json.WriteString("kind", "shipping_refund");
        ShopBody.WriteMoney(json, "amount", order.Money(-refund.Shipping));
        ShopBody.WriteMoney(json, "tax_amount", order.Money(-refund.ShippingTax));
        json.WriteEndObject();
    }

    private static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        write(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
