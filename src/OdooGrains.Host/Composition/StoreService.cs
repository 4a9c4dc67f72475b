using OdooGrains.Storage;

namespace OdooGrains.Host.Composition;

/// <summary>Migrates the store before anything else starts.</summary>
internal sealed partial class StoreService(IStore store, ILogger<StoreService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.MigrateAsync(cancellationToken);
        if (await store.Restore.LastAsync(cancellationToken) is { IsDone: false } begun)
        {
            throw new StoreNotUsableException($"The work after the restore of {begun.RestoredAt:u} was begun and not ended, so what is open might be done twice. Run after-restore again.");
        }

        LogStore(store.Description);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Store: {Store}")]
    private partial void LogStore(string store);
}
