using OdooGrains.TestKit.Memory;

namespace OdooGrains.Storage.Tests.Conformance;

public sealed class MemoryInboxTests : InboxConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryDocumentTests : DocumentConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryEffectTests : EffectConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemorySweepTests : SweepConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryTenantTests : TenantConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryPolicyTests : PolicyConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryAlertTests : AlertConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryFailureTests : FailureConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryReplayTests : ReplayConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryStockTests : StockConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryReferenceTests : ReferenceConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryFeedTests : FeedConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryRetentionTests : RetentionConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryRestoreTests : RestoreConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryReconciliationTests : ReconciliationConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}

public sealed class MemoryMergeTests : MergeConformance
{
    protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new MemoryStore());
}
