using OdooGrains.Storage.Sqlite;

namespace OdooGrains.Storage.Tests.Conformance;

/// <summary>A new SQLite file a test, removed after it.</summary>
internal sealed class SqliteFiles
{
    private readonly string _folder = Directory.CreateTempSubdirectory("odoograins-sqlite-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "store.db");

    public Task<IStore> CreateAsync() => Task.FromResult<IStore>(new SqliteStore(new() { Path = Path }, TimeProvider.System));

    public Task RemoveAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class SqliteInboxTests : InboxConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteDocumentTests : DocumentConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteEffectTests : EffectConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteSweepTests : SweepConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteTenantTests : TenantConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqlitePolicyTests : PolicyConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteAlertTests : AlertConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteFailureTests : FailureConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteReplayTests : ReplayConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteStockTests : StockConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteReferenceTests : ReferenceConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteFeedTests : FeedConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteRetentionTests : RetentionConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteRestoreTests : SharedRestoreConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override IStore Open() => new SqliteStore(new() { Path = _files.Path }, TimeProvider.System);

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteReconciliationTests : ReconciliationConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class SqliteMergeTests : MergeConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}
