namespace OdooGrains.LocalSilo;

/// <summary>The persistent state that a grain holds: a JSON value in <see cref="IGrainStorage"/>.</summary>
internal sealed class StateFacet<TState>(LocalSilo silo, GrainStateKey key) : IPersistentState<TState>
{
    public TState State { get; set; } = Activator.CreateInstance<TState>();

    public string? Etag { get; private set; }

    public bool RecordExists => Etag is not null;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        var stored = await silo.GrainStorage.ReadAsync(key, cancellationToken);
        State = stored is null ? Activator.CreateInstance<TState>() : silo.Json.Read<TState>(stored.Json);
        Etag = stored?.ETag;
    }

    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        Etag = await silo.GrainStorage.WriteAsync(key, silo.Json.Write(State), Etag, cancellationToken) ?? throw Stale();
    }

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        if (!await silo.GrainStorage.ClearAsync(key, Etag, cancellationToken)) throw Stale();

        Etag = null;
        State = Activator.CreateInstance<TState>();
    }

    private InconsistentStateException Stale() =>
        new($"{key} was written by another activation since version {Etag ?? "(none)"} was read.", storedEtag: null, currentEtag: Etag);
}
