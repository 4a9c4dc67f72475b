using OdooGrains.Storage.Postgres;
using OdooGrains.TestKit.Postgres;

namespace OdooGrains.Storage.Tests.Conformance;

/// <summary>A new database a test, dropped after it.</summary>
internal sealed class PostgresDatabases
{
    public string ConnectionString { get; private set; } = "";

    public Task<IStore> CreateAsync()
    {
        ConnectionString = PostgresServer.Shared.CreateDatabase();
        return Task.FromResult<IStore>(Open());
    }

    public PostgresStore Open() => new(new() { ConnectionString = ConnectionString, AllowUnsafe = true }, TimeProvider.System);

    public Task RemoveAsync()
    {
        PostgresServer.Shared.DropDatabase(ConnectionString);
        return Task.CompletedTask;
    }
}

public sealed class PostgresInboxTests : InboxConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresDocumentTests : DocumentConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresEffectTests : EffectConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresSweepTests : SweepConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresTenantTests : TenantConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresPolicyTests : PolicyConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresAlertTests : AlertConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresFailureTests : FailureConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresReplayTests : ReplayConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresStockTests : StockConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresReferenceTests : ReferenceConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresFeedTests : FeedConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresRetentionTests : RetentionConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresRestoreTests : SharedRestoreConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override IStore Open() => _databases.Open();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresReconciliationTests : ReconciliationConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}

public sealed class PostgresMergeTests : MergeConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}
