using System.Text.Json;
using Microsoft.Data.Sqlite;
using OdooGrains.Domain;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Feeds;

namespace OdooGrains.Storage.Sqlite;

/// <inheritdoc cref="IFeedStore"/>
internal sealed class SqliteFeedStore(SqliteWriter writer, SqliteReaders readers) : IFeedStore
{
    private const string Columns = "tenant_id, connection_id, feed, cursor, since, read_at, late_at, failures, failure, failed_at, version";

    private const string Ensure = $"""
        insert into feed_cursor ({Columns})
        select $1, $2, $3, null, $4, null, $5, 0, null, null, 1 from connection where tenant_id = $1 and connection_id = $2
        on conflict do nothing
        """;

    public Task EnsureAsync(FeedProgress begin, CancellationToken cancellation) => writer.RunAsync(
        begin.Key.Connection.Tenant,
        session => session.Execute(Ensure, begin.Key.Connection.Tenant, begin.Key.Connection.Connection, begin.Key.Name, begin.Since, begin.LateAt),
        cancellation);

    private const string Find = $"select {Columns} from feed_cursor where tenant_id = $1 and connection_id = $2 and feed = $3";

    public Task<FeedProgress?> FindAsync(FeedKey key, CancellationToken cancellation)
        => readers.ReadAsync(session => session.First(Find, ToProgress, key.Connection.Tenant, key.Connection.Connection, key.Name), cancellation);

    private const string Put = """
        update feed_cursor set cursor = $4, since = $5, read_at = $6, late_at = $7, failures = $8, failure = $9, failed_at = $10, version = version + 1
        where tenant_id = $1 and connection_id = $2 and feed = $3 and version = $11
        """;

    public Task<bool> PutAsync(FeedProgress progress, CancellationToken cancellation) => writer.RunAsync(
        progress.Key.Connection.Tenant,
        session => session.Execute(
            Put, progress.Key.Connection.Tenant, progress.Key.Connection.Connection, progress.Key.Name, progress.Cursor, progress.Since, progress.ReadAt, progress.LateAt, progress.Failures,
            progress.LastFailure is { } failure ? JsonSerializer.Serialize(failure, DomainJson.Default.Failure) : null, progress.LastFailureAt, progress.Version) == 1,
        cancellation);

    private const string List = $"select {Columns} from feed_cursor where tenant_id = $1 and connection_id = $2 order by feed";

    public async Task<IReadOnlyList<FeedProgress>> ListAsync(ConnectionKey connection, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(List, ToProgress, connection.Tenant, connection.Connection), cancellation);

    private const string Late = """
        select feed_cursor.tenant_id, feed_cursor.connection_id, feed, late_at, read_at
        from feed_cursor
        join connection on connection.tenant_id = feed_cursor.tenant_id and connection.connection_id = feed_cursor.connection_id and connection.status = 'active'
        join tenant on tenant.tenant_id = feed_cursor.tenant_id and tenant.status = 'active'
        where late_at < $2 and ($1 is null or feed_cursor.tenant_id = $1) and not ($3 and exists (
            select 1 from alert
            where alert.tenant_id = feed_cursor.tenant_id and kind = 'feed' and alert.connection_id = feed_cursor.connection_id and document_id = feed and ended_at is null))
        order by late_at, feed_cursor.tenant_id, feed_cursor.connection_id, feed limit $4
        """;

    public async Task<IReadOnlyList<LateFeed>> LateAsync(TenantId? tenant, DateTimeOffset now, bool untoldOnly, int limit, CancellationToken cancellation)
        => await readers.ReadAsync(session => session.Query(Late, row => new LateFeed(Key(row), row.Time(3), row.TimeOrNull(4)), tenant, now, untoldOnly, limit), cancellation);

    private const string Missing = """
        select connection.tenant_id, connection.connection_id, $2 from connection
        where kind = $1 and ($4 is null or json_extract(settings, '$."' || $4 || '"') = 1) and not exists (
            select 1 from feed_cursor where feed_cursor.tenant_id = connection.tenant_id and feed_cursor.connection_id = connection.connection_id and feed = $2)
        order by connection.tenant_id, connection.connection_id limit $3
        """;

    public async Task<IReadOnlyList<FeedKey>> MissingAsync(IReadOnlyList<(string Kind, string Feed, string? Switch)> feeds, int limit, CancellationToken cancellation) => await readers.ReadAsync(
        IReadOnlyList<FeedKey> (session) => [.. feeds.SelectMany(feed => session.Query(Missing, Key, feed.Kind, feed.Feed, limit, feed.Switch)).OrderBy(key => key.ToString(), StringComparer.Ordinal).Take(limit)],
        cancellation);

    private const string Remove = "delete from feed_cursor where tenant_id = $1 and connection_id = $2 and feed = $3";

    public Task RemoveAsync(FeedKey key, CancellationToken cancellation)
        => writer.RunAsync(key.Connection.Tenant, session => session.Execute(Remove, key.Connection.Tenant, key.Connection.Connection, key.Name), cancellation);

    private static FeedKey Key(SqliteDataReader row) => new(new(new(row.Text(0)), new(row.Text(1))), row.Text(2));

    private static FeedProgress ToProgress(SqliteDataReader row) => new()
    {
        Key = Key(row),
        Cursor = row.TextOrNull(3),
        Since = row.Time(4),
        ReadAt = row.TimeOrNull(5),
        LateAt = row.Time(6),
        Failures = (int)row.Number(7),
        LastFailure = row.TextOrNull(8) is { } failure ? JsonSerializer.Deserialize(failure, DomainJson.Default.Failure) : null,
        LastFailureAt = row.TimeOrNull(9),
        Version = row.Number(10),
    };
}
