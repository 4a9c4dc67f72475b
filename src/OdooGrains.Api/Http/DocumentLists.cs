using System.Buffers.Text;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;

namespace OdooGrains.Api.Http;

/// <summary>Pages of documents by a cursor that came from outside.</summary>
internal static class DocumentLists
{
    /// <summary>Null where the cursor is none that the store gave.</summary>
    public static async Task<DocumentPage?> ListAsync(IDocumentStore documents, TenantId tenant, DocumentFilter filter, string? cursor, int size, CancellationToken cancellation)
    {
        // A made-up cursor may decode to text that no store takes.
        if (cursor is not null && (!Base64Url.IsValid(cursor) || Base64Url.DecodeFromChars(cursor).Contains((byte)0)))
        {
            return null;
        }

        try
        {
            return await documents.ListAsync(tenant, filter, cursor, size, cancellation);
        }
        catch (ArgumentException error) when (error.ParamName == "cursor")
        {
            return null;
        }
    }
}
