using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Storage.Formats;

/// <summary>An owner as a document's row keeps it: whose side, which every row of an unfinished document has, and the name where policy gave one.</summary>
internal static class OwnerColumns
{
    public static string? Side(DocumentHead head) => head.Owner is { } owner ? Owners.SideOf(owner) : null;

    public static string? Name(DocumentHead head) => head.Owner is null or Owners.Platform or Owners.Tenant ? null : head.Owner;
}
