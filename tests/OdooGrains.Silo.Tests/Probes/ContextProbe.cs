namespace OdooGrains.Silo.Tests.Probes;

[Alias("probe.IContextProbe")]
public interface IContextProbe : IGrainWithStringKey
{
    [Alias("Get")]
    Task<string?> GetAsync(string name);

    [Alias("GetVia")]
    Task<string?> GetViaAsync(string other, string name);

    [Alias("Set")]
    Task SetAsync(string name, string value);

    [Alias("Leaked")]
    Task<string?> LeakedAsync();

    [Alias("Hold")]
    Task HoldAsync(string gate);
}

public sealed class ContextProbeGrain : Grain, IContextProbe
{
    private static readonly AsyncLocal<string?> Leak = new();

    public Task<string?> GetAsync(string name) => Task.FromResult(RequestContext.Get(name) as string);

    public Task<string?> GetViaAsync(string other, string name) => GrainFactory.GetGrain<IContextProbe>(other).GetAsync(name);

    public Task SetAsync(string name, string value)
    {
        RequestContext.Set(name, value);
        Leak.Value = value;
        return Task.CompletedTask;
    }

    public Task<string?> LeakedAsync() => Task.FromResult(Leak.Value);

    public async Task HoldAsync(string gate)
    {
        Leak.Value = "held";
        await Gate.Of(gate).PassAsync();
    }
}
