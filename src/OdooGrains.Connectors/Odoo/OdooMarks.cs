using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// Our keys on records that Odoo's own methods make, which take no external id: behind the record's source document, which plain users may
/// write and read. A mark names its record too, since backorders and duplicates are copies and repeat it.
/// </summary>
internal static class OdooMarks
{
    public static string Delivery(DocumentKey document, string deliveryId) => $"{document}/delivery/{Uri.EscapeDataString(deliveryId)}";

    /// <summary>One refund may bring goods back several times, as they leave; the first has no number.</summary>
    public static string Return(EffectKey effect, string refundId) => $"{effect.Document}/return/{Uri.EscapeDataString(refundId)}{Part(effect)}";

    /// <summary>One refund may be credited on several invoices, and on one of them in parts, as its goods leave; the first has no number.</summary>
    public static string Credit(EffectKey effect, string refundId, long invoice) => $"{effect.Document}/refund/{Uri.EscapeDataString(refundId)}/{invoice}{Part(effect)}";

    private static string Part(EffectKey effect) => effect.Revision == 1 ? "" : $"/{effect.Revision}";

    /// <summary>One payment may pay several invoices.</summary>
    public static string Payment(string paymentId, long invoice) => $"{paymentId}/{invoice}";

    /// <summary>The source document with the mark of a key.</summary>
    public static string Origin(string source, string key, long record) => $"{source} {key}#{record}";

    public static bool Is(string? origin, string key, long record) => origin?.EndsWith($" {key}#{record}", StringComparison.Ordinal) == true;

    /// <summary>Whether any effect of ours marked this record.</summary>
    public static bool IsOurs(string? origin, DocumentKey document, long record)
        => origin?.Contains($" {document}/", StringComparison.Ordinal) == true && origin.EndsWith($"#{record}", StringComparison.Ordinal);
}
