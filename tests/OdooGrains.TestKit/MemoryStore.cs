using OdooGrains.Storage;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Sweep;
using OdooGrains.Storage.Tenants;

namespace OdooGrains.TestKit;

/// <summary>
/// The store in memory, with the meaning that <see cref="IStore"/> states. One process's way to a <see cref="MemoryDatabase"/>, which outlives it.
/// For one thread; all that is enumerated is in order of insertion or sorted, so that a simulation repeats.
/// </summary>
/// <param name="database">What is durable; several stores may share it, as several processes share a server.</param>
/// <param name="gate">What each call passes; null for none.</param>
public sealed class MemoryStore(MemoryDatabase database, IStoreGate? gate = null) : IStore
{
    private readonly MemoryDoor _door = new(gate);

    public MemoryStore()
        : this(new MemoryDatabase())
    {
    }

    public MemoryDatabase Database => database;
    public IInbox Inbox => field ??= new MemoryInbox(database, _door);
    public IDocumentStore Documents => field ??= new MemoryDocuments(database, _door);
    public IEffectStore Effects => field ??= new MemoryEffects(database, _door);
    public ISweepStore Sweep => field ??= new MemorySweep(database, _door);
    public ITenantStore Tenants => field ??= new MemoryTenants(database, _door);
    public string Description => "memory of this process";

    public Task MigrateAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<string?> ProblemAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    public ValueTask DisposeAsync() => default;
}
