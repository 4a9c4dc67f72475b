using OdooGrains.Api.Http;
using OdooGrains.Domain.Failures;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.Api.Failures;

/// <summary>Finds the blast radius of an incident, of one tenant or over all of them.</summary>
internal sealed class BlastRadii(IFailureStore failures, ITenantStore tenants, TimeProvider time)
{
    private const int TenantPage = 200;

    public async Task<BlastRadiusView> OfAsync(BlastQuery query, TenantId? tenant, CancellationToken cancellation)
    {
        var until = query.Until ?? time.GetUtcNow();
        var since = query.Since ?? until - BlastRadius.Window;
        var (documents, isTruncated) = tenant is { } one
            ? await OfOneAsync(one, since, until, BlastRadius.DocumentsMax, cancellation)
            : await OfAllAsync(since, until, cancellation);
        var radius = BlastRadius.Of(documents, query.Connection, query.Mapping);
        return new(
            query.Connection?.Value,
            query.Mapping?.Value,
            since,
            until,
            radius.Statuses.Values.Sum(),
            radius.Statuses,
            radius.Safe,
            radius.InDoubt,
            radius.Done,
            radius.CustomersTold,
            tenant is null ? [.. radius.Tenants.Select(count => new TenantCount(count.Key.Value, count.Value))] : null,
            isTruncated);
    }

    private async Task<(List<Footprint> Documents, bool IsTruncated)> OfOneAsync(TenantId tenant, DateTimeOffset since, DateTimeOffset until, int room, CancellationToken cancellation)
    {
        var found = await failures.FootprintsAsync(tenant, since, until, room + 1, cancellation);
        return ([.. found.Take(room)], found.Count > room);
    }

    private async Task<(List<Footprint> Documents, bool IsTruncated)> OfAllAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken cancellation)
    {
        List<Footprint> documents = [];
        TenantId? after = null;
        while (await tenants.ListTenantsAsync(after, TenantPage, cancellation) is { Count: > 0 } page)
        {
            foreach (var tenant in page)
            {
                var (found, isTruncated) = await OfOneAsync(tenant.Id, since, until, BlastRadius.DocumentsMax - documents.Count, cancellation);
                documents.AddRange(found);
                if (isTruncated)
                {
                    return (documents, true);
                }
            }

            after = page[^1].Id;
        }

        return (documents, false);
    }
}

/// <summary>Which incident.</summary>
internal sealed record BlastQuery(ConnectionId? Connection, ConnectionId? Mapping, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>What of a query cannot be; null when all is well.</summary>
    public static (BlastQuery? Query, Problem? Problem) Read(string? connection, string? mapping, string? since, string? until)
    {
        var isSinceRead = Instants.TryRead(since, out var from);
        var isUntilRead = Instants.TryRead(until, out var to);
        var bad = connection is not null && !ConnectionId.IsValid(connection) ? "connection must be a connection's id: 1 to 40 characters of a-z, 0-9 and '-'."
            : mapping is not null && !ConnectionId.IsValid(mapping) ? "mapping must be the id of the connection whose mapping failed: 1 to 40 characters of a-z, 0-9 and '-'."
            : !isSinceRead ? $"since: {Instants.Remedy}"
            : !isUntilRead ? $"until: {Instants.Remedy}"
            : from >= to ? "until must be after since."
            : null;
        return bad is null ? (new(Id(connection), Id(mapping), from, to), null) : (null, Problems.BadRequest("bad_query", bad));
    }

    private static ConnectionId? Id(string? text) => text is null ? null : new ConnectionId(text);
}
