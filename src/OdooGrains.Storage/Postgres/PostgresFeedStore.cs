using System.Text.Json;
using Npgsql;
using OdooGrains.Domain;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Feeds;

namespace OdooGrains.Storage.Postgres;

/// <inheritdoc cref="IFeedStore"/>
internal sealed class PostgresFeedStore(PostgresSources sources) : IFeedStore
{
    private const string Columns = "tenant_id, connection_id, feed, cursor, since, read_at, late_at, failures, failure, failed_at, version";

    // One that is deleted meanwhile takes its feeds with it, also those that come late.
    private const string Ensure = $"""
        insert into feed_cursor ({Columns})
        select $1, $2, $3, null, $4, null, $5, 0, null, null, 1 from connection where tenant_id = $1 and connection_id = $2 for share
        on conflict do nothing returning true
        """;

    public Task EnsureAsync(FeedProgress begin, CancellationToken cancellation) => WriteAsync(
        begin.Key, Ensure, parameters => { parameters.AddTime(begin.Since); parameters.AddTime(begin.LateAt); }, cancellation);

    private const string Find = $"select {Columns} from feed_cursor where tenant_id = $1 and connection_id = $2 and feed = $3";

    public Task<FeedProgress?> FindAsync(FeedKey key, CancellationToken cancellation)
        => PostgresCalls.FirstAsync(sources.Readers, key.Connection.Tenant.Value, Find, parameters => AddKey(parameters, key), ToProgress, cancellation);

    private const string Put = """
        update feed_cursor set cursor = $4, since = $5, read_at = $6, late_at = $7, failures = $8, failure = $9, failed_at = $10, version = version + 1
        where tenant_id = $1 and connection_id = $2 and feed = $3 and version = $11 returning true
        """;

    public Task<bool> PutAsync(FeedProgress progress, CancellationToken cancellation) => WriteAsync(
        progress.Key,
        Put,
        parameters =>
        {
            parameters.AddText(progress.Cursor);
            parameters.AddTime(progress.Since);
            parameters.AddTime(progress.ReadAt);
            parameters.AddTime(progress.LateAt);
            parameters.AddInteger(progress.Failures);
            parameters.AddJsonOrNull(progress.LastFailure is { } failure ? JsonSerializer.Serialize(failure, DomainJson.Default.Failure) : null);
            parameters.AddTime(progress.LastFailureAt);
            parameters.AddNumber(progress.Version);
        },
        cancellation);

    private const string List = $"select {Columns} from feed_cursor where tenant_id = $1 and connection_id = $2 order by feed";

    public async Task<IReadOnlyList<FeedProgress>> ListAsync(ConnectionKey connection, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Readers,
        connection.Tenant.Value,
        List,
        parameters => { parameters.AddText(connection.Tenant.Value); parameters.AddText(connection.Connection.Value); },
        ToProgress,
        cancellation);

    private const string Late = "select tenant_id, connection_id, feed, late_at, read_at from sweep_late_feeds($1, $2, $3, $4)";

    public async Task<IReadOnlyList<LateFeed>> LateAsync(TenantId? tenant, DateTimeOffset now, bool untoldOnly, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Late,
        parameters =>
        {
            parameters.AddText(tenant?.Value);
            parameters.AddTime(now);
            parameters.AddFlag(untoldOnly);
            parameters.AddInteger(limit);
        },
        row => new LateFeed(Key(row), row.Time(3), row.TimeOrNull(4)),
        cancellation);

    private const string Missing = "select tenant_id, connection_id, feed from sweep_missing_feeds($1, $2, $3, $4)";

    public async Task<IReadOnlyList<FeedKey>> MissingAsync(IReadOnlyList<(string Kind, string Feed, string? Switch)> feeds, int limit, CancellationToken cancellation) => await PostgresCalls.QueryAsync(
        sources.Sweepers,
        null,
        Missing,
        parameters =>
        {
            parameters.AddTexts(feeds.Select(feed => feed.Kind));
            parameters.AddTexts(feeds.Select(feed => feed.Feed));
            parameters.AddTexts(feeds.Select(feed => feed.Switch ?? ""));
            parameters.AddInteger(limit);
        },
        Key,
        cancellation);

    private const string Remove = "delete from feed_cursor where tenant_id = $1 and connection_id = $2 and feed = $3 returning true";

    public Task RemoveAsync(FeedKey key, CancellationToken cancellation) => WriteAsync(key, Remove, _ => { }, cancellation);

    private Task<bool> WriteAsync(FeedKey key, string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellation) => PostgresCalls.WriteAsync(
        sources.Singles, key.Connection.Tenant.Value, sql, parameters => { AddKey(parameters, key); bind(parameters); }, row => row.GetBoolean(0), cancellation);

    private static void AddKey(NpgsqlParameterCollection parameters, FeedKey key)
    {
        parameters.AddText(key.Connection.Tenant.Value);
        parameters.AddText(key.Connection.Connection.Value);
        parameters.AddText(key.Name);
    }

    private static FeedKey Key(NpgsqlDataReader row) => new(new(new(row.Text(0)), new(row.Text(1))), row.Text(2));

    private static FeedProgress ToProgress(NpgsqlDataReader row) => new()
    {
        Key = Key(row),
        Cursor = row.TextOrNull(3),
        Since = row.Time(4),
        ReadAt = row.TimeOrNull(5),
        LateAt = row.Time(6),
        Failures = row.GetInt32(7),
        LastFailure = row.TextOrNull(8) is { } failure ? JsonSerializer.Deserialize(failure, DomainJson.Default.Failure) : null,
        LastFailureAt = row.TimeOrNull(9),
        Version = row.GetInt64(10),
    };
}
