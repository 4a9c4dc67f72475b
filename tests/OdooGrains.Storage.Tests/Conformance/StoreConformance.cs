using System.Text.Json.Nodes;
using OdooGrains.Domain.Effects;
using OdooGrains.Storage.Documents;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

/// <summary>What every store must do. One class a concern; each store inherits them all.</summary>
public abstract class StoreConformance : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected IStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = await CreateAsync();
        await Store.MigrateAsync(None);
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await RemoveAsync();
    }

    /// <summary>Ends the store and opens it anew, as another process would.</summary>
    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = Open();
    }

    /// <summary>The same store opened again, where it outlives the object.</summary>
    protected virtual IStore Open() => Store;

    /// <summary>A new and empty store.</summary>
    protected abstract Task<IStore> CreateAsync();

    protected virtual Task RemoveAsync() => Task.CompletedTask;

    protected async Task CommitAsync(DocumentCommit commit) => Assert.Equal(CommitResult.Committed, await Store.Documents.CommitAsync(commit, None));

    /// <summary>A stored planned effect of a document of its own.</summary>
    protected async Task<Effect> PlanAsync(Effect effect)
    {
        var document = effect.Key.Document;
        await CommitAsync(Sample.Commit(Sample.Head(document)) with { Effects = [effect] });
        var stored = await Store.Documents.LoadAsync(document, None);
        return Assert.Single(stored!.Effects);
    }

    /// <summary>The effect as stored now.</summary>
    protected async Task<Effect> ReadAsync(EffectKey key)
    {
        var stored = await Store.Documents.LoadAsync(key.Document, None);
        return stored!.Effects.Single(effect => effect.Key == key);
    }

    protected static void SameJson(string expected, ReadOnlyMemory<byte> actual)
        => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.Span)), $"Expected {expected}, stored is {System.Text.Encoding.UTF8.GetString(actual.Span)}.");
}
