using OdooGrains.Api.Http;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Inbox;
using EventId = OdooGrains.Domain.Events.EventId;

namespace OdooGrains.Api.Failures;

/// <summary>Everything of a tenant that waits for a person, in one list: events that became work first, then held and dead orders, each newest first.</summary>
internal sealed class FailureList(IInbox inbox, IDocumentStore documents)
{
    /// <summary>The class of events that became work.</summary>
    public const string WorkClass = "work";

    /// <summary>The classes that a list may be asked for.</summary>
    public static readonly IReadOnlyList<string> Classes = [WorkClass, .. Enum.GetNames<FailureClass>().Select(name => name.ToLowerInvariant())];

    private const string Events = "e", Documents = "d";

    /// <returns>Null where the cursor is none that an earlier page gave.</returns>
    public async Task<Page<FailureEntry>?> ListAsync(TenantId tenant, string? @class, string? cursor, int size, CancellationToken cancellation)
    {
        var (phase, after) = Split(cursor, @class);
        if (phase is null)
        {
            return null;
        }

        List<FailureEntry> entries = [];
        if (phase == Events)
        {
            if (await WorkAsync(tenant, after, size, cancellation) is not { } work)
            {
                return null;
            }

            if (work.Next is not null || @class == WorkClass)
            {
                return work;
            }

            entries.AddRange(work.Items);
            after = null;
        }

        if (entries.Count == size)
        {
            return new(entries, $"{Documents}.");
        }

        var filter = new DocumentFilter(NeedsAPerson: true, FailureClass: @class);
        return await DocumentLists.ListAsync(documents, tenant, filter, after, size - entries.Count, cancellation) is { } page
            ? new([.. entries, .. page.Items.Select(FailureEntry.Of)], page.Next is { } next ? $"{Documents}.{next}" : null)
            : null;
    }

    private async Task<Page<FailureEntry>?> WorkAsync(TenantId tenant, string? after, int size, CancellationToken cancellation)
    {
        EventId? before = null;
        if (after is not null)
        {
            if (!Guid.TryParse(after, out var id))
            {
                return null;
            }

            before = new EventId(id);
        }

        var found = await inbox.ListAsync(tenant, null, EventStatus.Work, before, size + 1, cancellation);
        return Pages.Of(found, size, @event => $"{Events}.{@event.Id}").Select(FailureEntry.Of);
    }

    private static (string? Phase, string? After) Split(string? cursor, string? @class) => cursor?.Split('.', 2) switch
    {
        null => (@class is null or WorkClass ? Events : Documents, null),
        [Events, var after] => (Events, after),
        [Documents, ""] => (Documents, null),
        [Documents, var after] => (Documents, after),
        _ => (null, null),
    };
}
