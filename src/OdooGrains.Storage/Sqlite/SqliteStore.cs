using OdooGrains.Domain.Tenants;
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

namespace OdooGrains.Storage.Sqlite;

/// <summary>
/// The embedded store: one file, durable (WAL with <c>synchronous=FULL</c>), nothing to set up. One process writes at a time; safety does not
/// rest on that, only speed does.
/// </summary>
public sealed class SqliteStore : IStore
{
    private const string WriterPragmas = """
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma busy_timeout = 5000;
        pragma temp_store = memory;
        """;

    private const string ReaderPragmas = """
        pragma busy_timeout = 5000;
        pragma query_only = on;
        pragma temp_store = memory;
        """;

    private readonly string _path;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    /// <param name="time">Measures how long commits take.</param>
    public SqliteStore(SqliteOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _path = options.Path;
        Description = $"SQLite {SqliteLibrary.Version} at {_path}";
        CommitTimes = new(time);
        _writer = new(() => Open(WriterPragmas), CommitTimes, time);
        _readers = new(() => Open(ReaderPragmas));
        Inbox = new SqliteInbox(_writer, _readers);
        Documents = new SqliteDocumentStore(_writer, _readers);
        Effects = new SqliteEffectStore(_writer, _readers);
        Sweep = new SqliteSweepStore(_readers);
        Tenants = new SqliteTenantStore(_writer, _readers);
        Policies = new SqlitePolicyStore(_writer, _readers);
        Alerts = new SqliteAlertStore(_writer, _readers);
        Feeds = new SqliteFeedStore(_writer, _readers);
        Reconciliations = new SqliteReconciliationStore(_writer, _readers);
        Retention = new SqliteRetentionStore(_writer);
        Restore = new SqliteRestoreStore(_writer, _readers, Open);
        Failures = new SqliteFailureStore(_readers);
        Replays = new SqliteReplayStore(_writer, _readers);
        Merges = new SqliteMergeStore(_writer, _readers);
        Stock = new SqliteStockStore(_writer, _readers);
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

    internal SqliteWriter Writer => _writer;
    internal SqliteReaders Readers => _readers;

    public Task MigrateAsync(CancellationToken cancellation) => Task.Run(
        () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            using var session = Open(WriterPragmas);
            SqliteMigrations.Apply(session);
        },
        cancellation);

    private const string Probe = "insert into store_probe (id, probes) values (1, 1) on conflict (id) do update set probes = probes + 1";

    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        try
        {
            return await _writer.RunAsync(PlatformTurn, session => session.Execute(Probe) == 1 ? null : "SQLite took no row.", cancellation);
        }
        catch (Exception error) when (error is StoreUnavailableException or CommitUnknownException)
        {
            return error.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
    }

    /// <summary>Whose turn the platform's own writes take in the fair queue.</summary>
    internal static TenantId PlatformTurn { get; } = new("--");

    private SqliteSession Open(string pragmas) => new(_path, pragmas);
}
