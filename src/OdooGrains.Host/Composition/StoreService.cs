using OdooGrains.Storage;
using OdooGrains.Storage.Restore;

namespace OdooGrains.Host.Composition;

/// <summary>Migrates the store before anything else starts.</summary>
internal sealed partial class StoreService(IStore store, ILogger<StoreService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.MigrateAsync(cancellationToken);
        await AfterRestore.CheckEndedAsync(store, cancellationToken);
        LogStore(store.Description);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Store: {Store}")]
    private partial void LogStore(string store);
}
