using System.Buffers.Text;
using System.Globalization;
using System.Text;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Storage.Formats;

/// <summary>Where a page of documents ended: (updated_at, channel, id), as URL-safe text that callers only pass back.</summary>
public readonly record struct DocumentCursor(DateTimeOffset UpdatedAt, ConnectionId Channel, string DocumentId)
{
    public static DocumentCursor After(DocumentHead head) => new(head.UpdatedAt, head.Key.Channel, head.Key.Id);

    /// <summary>Null for null; a text that no page gave is the caller's mistake.</summary>
    public static DocumentCursor? Parse(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('/', 3);
            return new(StoredTime.FromMicroseconds(long.Parse(parts[0], NumberStyles.Integer, CultureInfo.InvariantCulture)), new(parts[1]), parts[2]);
        }
        catch (Exception error) when (error is FormatException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new ArgumentException($"Cursor '{cursor}' was not given by an earlier page; leave it out to begin anew.", nameof(cursor), error);
        }
    }

    public override string ToString()
        => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{StoredTime.ToMicroseconds(UpdatedAt)}/{Channel}/{DocumentId}")));
}
