namespace OdooGrains.TestKit;

/// <summary>Leads each call through the gate: before, the call itself in one go, after.</summary>
internal sealed class MemoryDoor(IStoreGate? gate)
{
    public Task<T> ReadAsync<T>(string name, string about, Func<T> call) => PassAsync(new(name, Writes: false, about), call);

    public Task<T> WriteAsync<T>(string name, string about, Func<T> call) => PassAsync(new(name, Writes: true, about), call);

    private async Task<T> PassAsync<T>(StoreCall what, Func<T> call)
    {
        if (gate is null)
        {
            return call();
        }

        await gate.BeforeAsync(what);
        var result = call();
        await gate.AfterAsync(what);
        return result;
    }
}
