using OdooGrains.Domain.Tenants;
using OdooGrains.Storage;
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

namespace OdooGrains.TestKit.Memory;

/// <summary>
/// A store in memory with the meaning of the real ones, for tests and deterministic simulation: one thread, no threads or I/O of its own, and
/// nothing that depends on hash order. The gate is awaited before each call takes effect and may delay it (in virtual time) or make it fail;
/// what a call reads is what is stored when it takes effect. It outlives the grains that use it, so a restart keeps what was committed.
/// </summary>
public sealed partial class MemoryStore : IStore
{
    private readonly Func<StoreCall, Task<StoreFault>>? _gate;
    private readonly Func<StoreCall, Task>? _answer;
    private long _calls;

    /// <param name="gate">Awaited before a call takes effect; null lets all through at once.</param>
    /// <param name="answer">Awaited after a call took effect and before its caller hears of it; null answers at once.</param>
    public MemoryStore(Func<StoreCall, Task<StoreFault>>? gate = null, Func<StoreCall, Task>? answer = null)
        : this(new MemoryTables(), gate, answer)
    {
    }

    private MemoryStore(MemoryTables tables, Func<StoreCall, Task<StoreFault>>? gate, Func<StoreCall, Task>? answer)
    {
        (Tables, _gate, _answer) = (tables, gate, answer);
        Inbox = new MemoryInbox(this);
        Documents = new MemoryDocumentStore(this);
        Effects = new MemoryEffectStore(this);
        Sweep = new MemorySweepStore(this);
        Tenants = new MemoryTenantStore(this);
        Policies = new MemoryPolicyStore(this);
        Alerts = new MemoryAlertStore(this);
        Feeds = new MemoryFeedStore(this);
        Reconciliations = new MemoryReconciliationStore(this);
        Retention = new MemoryRetentionStore(this);
        Restore = new MemoryRestoreStore(this);
        Failures = new MemoryFailureStore(this);
        Replays = new MemoryReplayStore(this);
        Merges = new MemoryMergeStore(this);
        Stock = new MemoryStockStore(this);
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

    /// <summary>Nothing is measured here; a test tells what it wants to be seen.</summary>
    public CommitTimes CommitTimes { get; } = new(new ManualTime());

    public string Description => "memory";

    internal MemoryTables Tables { get; }

    public Task MigrateAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        try
        {
            return await CallAsync<string?>("Store.Problem", null, writes: false, _ => null, cancellation);
        }
        catch (StoreUnavailableException error)
        {
            return error.Message;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal Task<T> ReadAsync<T>(string name, TenantId? tenant, Func<MemoryTables, T> read, CancellationToken cancellation)
        => CallAsync(name, tenant, writes: false, read, cancellation);

    internal Task<T> WriteAsync<T>(string name, TenantId? tenant, Func<MemoryTables, T> write, CancellationToken cancellation)
        => CallAsync(name, tenant, writes: true, write, cancellation);

    private async Task<T> CallAsync<T>(string name, TenantId? tenant, bool writes, Func<MemoryTables, T> apply, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var call = new StoreCall(++_calls, name, tenant, writes);
        var fault = _gate is null ? StoreFault.None : await _gate(call);
        if (fault is StoreFault.Unavailable)
        {
            throw new StoreUnavailableException($"Call {call.Number}, {call.Name}, was made to fail; nothing was committed.");
        }

        var isLost = writes && fault is not StoreFault.None;
        var value = isLost && fault is StoreFault.NotCommittedUnknown ? default : apply(Tables);
        if (_answer is not null)
        {
            await _answer(call);
        }

        return isLost ? throw new CommitUnknownException($"The answer to call {call.Number}, {call.Name}, was lost.") : value!;
    }
}
