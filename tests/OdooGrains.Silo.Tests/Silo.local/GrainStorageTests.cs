namespace OdooGrains.Silo.Tests;

public sealed class GrainStorageTests
{
    private static readonly GrainStateKey Key = new("type", "key", "state");
    private readonly InMemoryGrainStorage _storage = new();

    [Fact]
    public async Task A_first_write_needs_no_version_and_only_one_wins()
    {
        var version = await _storage.WriteAsync(Key, "1", etag: null);

        Assert.NotNull(version);
        Assert.Null(await _storage.WriteAsync(Key, "2", etag: null));
        Assert.Equal(new StoredGrainState("1", version), await _storage.ReadAsync(Key));
    }

    [Fact]
    public async Task A_write_with_an_old_version_changes_nothing()
    {
        var first = await _storage.WriteAsync(Key, "1", etag: null);
        var second = await _storage.WriteAsync(Key, "2", first);

        Assert.Null(await _storage.WriteAsync(Key, "3", first));
        Assert.Equal(new StoredGrainState("2", second!), await _storage.ReadAsync(Key));
    }

    [Fact]
    public async Task Clearing_removes_the_version_that_is_asked_for()
    {
        var version = await _storage.WriteAsync(Key, "1", etag: null);

        Assert.False(await _storage.ClearAsync(Key, "another"));
        Assert.True(await _storage.ClearAsync(Key, version));
        Assert.Null(await _storage.ReadAsync(Key));
        Assert.True(await _storage.ClearAsync(Key, etag: null));
    }
}
