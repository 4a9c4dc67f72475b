using Npgsql;
using OdooGrains.Storage.Alerts;
using OdooGrains.Storage.Customers;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Failures;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Reconciliation;
using OdooGrains.Storage.Restore;
using OdooGrains.Storage.Retention;
using OdooGrains.Storage.Stock;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Storage.Postgres;

/// <summary>
/// The production store. Any number of processes may share one database: safety rests on unique indexes, row versions and epochs alone.
/// Row-level security stands behind every statement.
/// </summary>
public sealed class PostgresStore : IStore
{
    private readonly PostgresOptions _options;
    private readonly PostgresSources _sources;
    private readonly PostgresWriter _writer;

    /// <param name="time">Measures commits, and paces reading back.</param>
    public PostgresStore(PostgresOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _sources = new(options.ConnectionString);
        CommitTimes = new(time);
        _writer = new(_sources, CommitTimes, time, options.Discipline);
        Inbox = new PostgresInbox(_writer, _sources);
        Documents = new PostgresDocumentStore(_writer, new(_sources.Loaders), _sources);
        Effects = new PostgresEffectStore(_writer, _sources);
        Sweep = new PostgresSweepStore(_sources);
        Tenants = new PostgresTenantStore(_sources);
        Policies = new PostgresPolicyStore(_sources);
        Alerts = new PostgresAlertStore(_sources);
        Feeds = new PostgresFeedStore(_sources);
        Reconciliations = new PostgresReconciliationStore(_sources);
        Retention = new PostgresRetentionStore(_sources);
        Restore = new PostgresRestoreStore(_sources);
        Failures = new PostgresFailureStore(_sources);
        Replays = new PostgresReplayStore(_sources);
        Merges = new PostgresMergeStore(_sources);
        Stock = new PostgresStockStore(_sources);
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        Description = $"PostgreSQL database '{settings.Database}' at {settings.Host}:{settings.Port} as '{settings.Username}'";
    }

    public IInbox Inbox { get; }
    public IDocumentStore Documents { get; }
    public IEffectStore Effects { get; }
    public ISweepStore Sweep { get; }
    public ITenantStore Tenants { get; }
    public IPolicyStore Policies { get; }
    public IAlertStore Alerts { get; }
    public IFeedStore Feeds { get; }
    public IReconciliationStore Reconciliations { get; }
    public IRetentionStore Retention { get; }
    public IRestoreStore Restore { get; }
    public IFailureStore Failures { get; }
    public IReplayStore Replays { get; }
    public IMergeStore Merges { get; }
    public IStockStore Stock { get; }
    public CommitTimes CommitTimes { get; }
    public string Description { get; }

    internal PostgresSources Sources => _sources;

    /// <summary>Also refuses an unsafe server or role, unless <see cref="PostgresOptions.AllowUnsafe"/>.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await CheckAsync(cancellation);
        var owner = _options.OwnerConnectionString;
        var role = owner is null ? null : await PostgresCalls.FirstAsync(_sources.Singles, null, "select current_user::text", _ => { }, row => row.GetString(0), cancellation);
        await PostgresMigrations.ApplyAsync(owner ?? _options.ConnectionString, role, cancellation);
    }

    private const string Probe = "insert into store_probe as p (id, probes) values (1, 1) on conflict (id) do update set probes = p.probes + 1 returning true";

    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        try
        {
            return await PostgresCalls.WriteAsync(_sources.Singles, "", Probe, _ => { }, row => row.GetBoolean(0), cancellation) ? null : "PostgreSQL took no row.";
        }
        catch (Exception error) when (error is StoreUnavailableException or CommitUnknownException)
        {
            return error.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _sources.DisposeAsync();
    }

    private async Task CheckAsync(CancellationToken cancellation)
    {
        var problems = _options.AllowUnsafe ? [] : await PostgresSafety.ProblemsAsync(_sources.Singles, cancellation);
        if (problems.Count > 0)
        {
            throw new StoreNotUsableException($"{string.Join(' ', problems)} Store__AllowUnsafe=true accepts it, for tests only.");
        }
    }
}
