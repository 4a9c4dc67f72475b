using OdooGrains.Domain.Documents;
using OdooGrains.Storage.Formats;

namespace OdooGrains.Storage.Documents;

/// <summary>Makes a page of one row more than it shows: the row more says that there is a next page.</summary>
public static class DocumentPages
{
    public static DocumentPage Of(IReadOnlyList<DocumentHead> heads, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return heads.Count > limit
            ? new([.. heads.Take(limit)], DocumentCursor.After(heads[limit - 1]).ToString())
            : new(heads, null);
    }
}
