using System.Buffers;
using System.Text.Json;

namespace OdooGrains.Sandbox.Shopify;

/// <summary>Writes an order as Shopify's REST resource; the shape follows Shopify's own sample notification (tests, vectors/shopify).</summary>
internal static class ShopBody
{
    public static byte[] Write(ShopOrder order)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        WriteHead(json, order);
        WriteTotals(json, order);
        WriteDiscounts(json, order);
        json.WriteStartArray("tax_lines");
        WriteTax(json, order, order.TotalTax);
        json.WriteEndArray();
        json.WriteStartArray("line_items");
        foreach (var line in order.Lines) { WriteLine(json, order, line); }
        json.WriteEndArray();
        WriteShipping(json, order);
        WriteAddress(json, "billing_address", order.ShipTo);
        WriteAddress(json, "shipping_address", order.ShipTo);
        WriteCustomer(json, order);
        json.WriteStartArray("fulfillments");
        foreach (var fulfilment in order.Fulfilments) { ShopPartBody.WriteFulfilment(json, order, fulfilment); }
        json.WriteEndArray();
        json.WriteStartArray("refunds");
        foreach (var refund in order.Refunds) { ShopPartBody.WriteRefund(json, order, refund); }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteHead(Utf8JsonWriter json, ShopOrder order)
    {
        json.WriteNumber("id", order.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Order/{order.Id}");
        json.WriteString("email", order.Email ?? "");
        json.WriteString("contact_email", order.Email);
        json.WriteString("created_at", Time(order.CreatedAt));
        json.WriteString("updated_at", Time(order.UpdatedAt));
        json.WriteString("processed_at", Time(order.CreatedAt));
        json.WriteString("closed_at", (string?)null);
        json.WriteString("cancelled_at", order.CancelledAt is { } at ? Time(at) : null);
        json.WriteString("cancel_reason", order.CancelledAt is null ? null : "customer");
        json.WriteNumber("number", order.Number - 1000);
        json.WriteNumber("order_number", order.Number);
        json.WriteString("name", order.Name);
        json.WriteString("note", order.Note);
        json.WriteBoolean("test", false);
        json.WriteBoolean("confirmed", true);
        json.WriteString("source_name", "web");
        json.WriteString("customer_locale", "en");
        json.WriteString("currency", order.Currency);
        json.WriteString("presentment_currency", order.Currency);
        json.WriteBoolean("taxes_included", order.Tax.Included);
        json.WriteString("financial_status", order.CancelledAt is not null ? "voided" : order.Refunds.Count > 0 ? "partially_refunded" : "paid");
        json.WriteString("fulfillment_status", order.Fulfilments.Count == 0 ? null : order.Lines.All(line => order.Fulfilled(line.Id) >= line.Quantity) ? "fulfilled" : "partial");
    }

    private static void WriteTotals(Utf8JsonWriter json, ShopOrder order)
    {
        WriteMoney(json, "total_line_items_price", order.Money(order.Gross));
        WriteMoney(json, "total_discounts", order.Money(order.Discounts));
        WriteMoney(json, "subtotal_price", order.Money(order.Subtotal));
        WriteMoney(json, "total_tax", order.Money(order.TotalTax));
        WriteMoney(json, "total_price", order.Money(order.Total));
        WriteMoney(json, "current_subtotal_price", order.Money(order.Subtotal));
        WriteMoney(json, "current_total_discounts", order.Money(order.Discounts));
        WriteMoney(json, "current_total_tax", order.Money(order.TotalTax));
        WriteMoney(json, "current_total_price", order.Money(order.Total));
        WriteSet(json, "total_shipping_price_set", order.Money(order.Shipping));
        json.WriteString("total_tip_received", order.Money(order.Tip).ToString());
    }

    private static void WriteDiscounts(Utf8JsonWriter json, ShopOrder order)
    {
        json.WriteStartArray("discount_applications");
        if (order.Discounts > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "discount_code");
            json.WriteString("code", "WELCOME");
            json.WriteString("value", order.Money(order.Discounts).ToString());
            json.WriteString("value_type", "fixed_amount");
            json.WriteString("allocation_method", "across");
            json.WriteString("target_selection", "all");
            json.WriteString("target_type", "line_item");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("discount_codes");
        if (order.Discounts > 0)
        {
            json.WriteStartObject();
            json.WriteString("code", "WELCOME");
            json.WriteString("amount", order.Money(order.Discounts).ToString());
            json.WriteString("type", "fixed_amount");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLine(Utf8JsonWriter json, ShopOrder order, ShopLine line)
    {
        json.WriteStartObject();
        json.WriteNumber("id", line.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/LineItem/{line.Id}");
        json.WriteString("title", line.Title);
        json.WriteString("name", line.Title);
        json.WriteString("sku", line.Sku);
        json.WriteNumber("quantity", line.Quantity);
        json.WriteNumber("current_quantity", line.Quantity);
        json.WriteNumber("fulfillable_quantity", line.Quantity);
        json.WriteBoolean("product_exists", line.Sku is not null);
        json.WriteBoolean("requires_shipping", true);
        json.WriteBoolean("taxable", true);
        json.WriteBoolean("gift_card", false);
        WriteMoney(json, "price", order.Money(line.Price));
        WriteMoney(json, "total_discount", order.Money(0));
        WriteAllocations(json, order, line.Discount);
        json.WriteStartArray("tax_lines");
        WriteTax(json, order, order.Tax.On(line.Net));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAllocations(Utf8JsonWriter json, ShopOrder order, long discount)
    {
        json.WriteStartArray("discount_allocations");
        if (discount > 0)
        {
            json.WriteStartObject();
            WriteMoney(json, "amount", order.Money(discount));
            json.WriteNumber("discount_application_index", 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteShipping(Utf8JsonWriter json, ShopOrder order)
    {
        json.WriteStartArray("shipping_lines");
        if (order.Shipping > 0)
        {
            json.WriteStartObject();
            json.WriteNumber("id", order.Id + 1);
            json.WriteString("title", "Standard shipping");
            json.WriteString("code", "STANDARD");
            json.WriteString("source", "shopify");
            WriteMoney(json, "price", order.Money(order.Shipping));
            WriteMoney(json, "discounted_price", order.Money(order.Shipping));
            WriteAllocations(json, order, 0);
            json.WriteStartArray("tax_lines");
            WriteTax(json, order, order.Tax.On(order.Shipping));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTax(Utf8JsonWriter json, ShopOrder order, long tax)
    {
        if (order.Tax.PerMille == 0) { return; }
        json.WriteStartObject();
        WriteMoney(json, "price", order.Money(tax));
        json.WriteNumber("rate", order.Tax.Rate);
        json.WriteString("title", order.Tax.Title);
        json.WriteEndObject();
    }

    private static void WriteAddress(Utf8JsonWriter json, string name, ShopAddress address)
    {
        json.WriteStartObject(name);
        json.WriteString("first_name", address.FirstName);
        json.WriteString("last_name", address.LastName);
        json.WriteString("name", $"{address.FirstName} {address.LastName}");
        json.WriteString("company", (string?)null);
        json.WriteString("address1", address.Street);
        json.WriteString("address2", (string?)null);
        json.WriteString("city", address.City);
        json.WriteString("zip", address.Zip);
        json.WriteString("province", (string?)null);
        json.WriteString("province_code", (string?)null);
        json.WriteString("country", address.Country);
        json.WriteString("country_code", address.CountryCode);
        json.WriteString("phone", (string?)null);
        json.WriteEndObject();
    }

    private static void WriteCustomer(Utf8JsonWriter json, ShopOrder order)
    {
        if (order.Customer is not { } customer)
        {
            json.WriteNull("customer");
            return;
        }

        json.WriteStartObject("customer");
        json.WriteNumber("id", customer.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Customer/{customer.Id}");
        json.WriteString("email", customer.Email);
        json.WriteString("first_name", customer.FirstName);
        json.WriteString("last_name", customer.LastName);
        json.WriteString("phone", customer.Phone);
        json.WriteString("state", "enabled");
        json.WriteBoolean("verified_email", true);
        json.WriteBoolean("tax_exempt", false);
        json.WriteString("currency", order.Currency);
        json.WriteEndObject();
    }

    /// <summary>An amount and its money set, <c>name</c> and <c>name_set</c>.</summary>
    internal static void WriteMoney(Utf8JsonWriter json, string name, ShopMoney money)
    {
        json.WriteString(name, money.ToString());
        WriteSet(json, $"{name}_set", money);
    }

    internal static void WriteSet(Utf8JsonWriter json, string name, ShopMoney money)
    {
        json.WriteStartObject(name);
        foreach (var side in (ReadOnlySpan<string>)["shop_money", "presentment_money"])
        {
            json.WriteStartObject(side);
            json.WriteString("amount", money.ToString());
            json.WriteString("currency_code", money.Currency);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
}
