using OdooGrains.Storage.Restore;

namespace OdooGrains.Grains.Orders;

/// <summary>When the store was restored last. Read once: nobody restores a store under a process that works on it.</summary>
public sealed class LastRestore(IRestoreStore store)
{
    private Task<RestorePoint?>? _read;

    /// <summary>Null where it never was.</summary>
    public async ValueTask<DateTimeOffset?> AtAsync()
    {
        var read = _read;
        if (read is null or { IsFaulted: true } or { IsCanceled: true })
        {
            _read = read = store.LastAsync(CancellationToken.None);
        }

        return (await read)?.RestoredAt;
    }
}
