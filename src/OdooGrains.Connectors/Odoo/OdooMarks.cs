using OdooGrains.Domain.Documents;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// Our keys on records that Odoo's own methods make, which take no external id: behind the record's source document, which plain users may
/// write and read. A mark names its record too, since backorders and duplicates are copies and repeat it.
/// </summary>
internal static class OdooMarks
{
    public static string Delivery(DocumentKey document, string deliveryId) => $"{document}/delivery/{Uri.EscapeDataString(deliveryId)}";

    public static string Return(DocumentKey document, string refundId) => $"{document}/return/{Uri.EscapeDataString(refundId)}";

    /// <summary>One refund may be credited on several invoices.</summary>
    public static string Credit(DocumentKey document, string refundId, long invoice) => $"{document}/refund/{Uri.EscapeDataString(refundId)}/{invoice}";

    /// <summary>One payment may pay several invoices.</summary>
    public static string Payment(string paymentId, long invoice) => $"{paymentId}/{invoice}";

    /// <summary>The source document with the mark of a key.</summary>
    public static string Origin(string source, string key, long record) => $"{source} {key}#{record}";

    public static bool Is(string? origin, string key, long record) => origin?.EndsWith($" {key}#{record}", StringComparison.Ordinal) == true;

    /// <summary>Whether any effect of ours marked this record.</summary>
    public static bool IsOurs(string? origin, DocumentKey document, long record)
        => origin?.Contains($" {document}/", StringComparison.Ordinal) == true && origin.EndsWith($"#{record}", StringComparison.Ordinal);
}
