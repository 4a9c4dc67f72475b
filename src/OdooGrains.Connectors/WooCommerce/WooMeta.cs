using System.Text.Json;
using OdooGrains.Connectors.Json;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>What plugins write into an order's meta data.</summary>
internal static class WooMeta
{
    /// <summary>The text under a key; null where there is none, or no text.</summary>
    public static string? Text(JsonView order, string key)
        => order.Items("meta_data").Where(meta => meta.Text("key") == key).Select(meta => meta.Find("value")).FirstOrDefault() is { Element.ValueKind: JsonValueKind.String } value
            && value.String().Trim() is { Length: > 0 } text ? text : null;
}
