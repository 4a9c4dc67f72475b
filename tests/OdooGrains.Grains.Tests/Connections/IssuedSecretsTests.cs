using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Connections;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests.Connections;

/// <summary>Tokens that a system issued, kept with the connection's own secrets.</summary>
public sealed class IssuedSecretsTests : IAsyncDisposable
{
    private static readonly ConnectionKey Key = new(new("acme"), new("shop"));
    private static readonly SecretBox Box = new(new byte[32]);
    private static readonly Dictionary<string, string> Pair = new() { ["access"] = "a2", ["refresh"] = "r2" };
    private readonly ManualTime _time = new();
    private readonly MemoryStore _store;
    private readonly TenantDirectory _directory;
    private Func<Task>? _meanwhile;

    public IssuedSecretsTests()
    {
        _store = new(async call =>
        {
            if (call.Writes && _meanwhile is { } meanwhile)
            {
                _meanwhile = null;
                await meanwhile();
            }

            return StoreFault.None;
        });
        _directory = new(_store.Tenants, Box, _time);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task They_take_the_place_of_the_ones_before_and_leave_the_others_alone()
    {
        await PutAsync(("webhook", "w"), ("access", "a1"), ("refresh", "r1"));
        await OpenedAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await KeepAsync("r1"));

        // At once, although the directory had the ones before in memory.
        Assert.Equal([("access", "a2"), ("refresh", "r2"), ("webhook", "w")], await OpenedAsync());
        var stored = await FindAsync();
        Assert.Equal((2, 3), (stored.Version, stored.Secrets.Count));
    }

    [Theory]
    [InlineData("r0")]
    [InlineData("r9")]
    public async Task They_do_not_take_the_place_of_what_somebody_else_put_there(string issuedFor)
    {
        await PutAsync(("access", "a1"), ("refresh", "r1"));

        Assert.False(await KeepAsync(issuedFor));

        Assert.Equal([("access", "a1"), ("refresh", "r1")], await OpenedAsync());
    }

    [Fact]
    public async Task A_connection_that_is_gone_keeps_nothing() => Assert.False(await KeepAsync("r1"));

    [Fact]
    public async Task A_change_that_a_person_made_meanwhile_is_not_lost()
    {
        await PutAsync(("access", "a1"), ("refresh", "r1"));
        _meanwhile = async () =>
        {
            var present = await FindAsync();
            await _store.Tenants.PutConnectionAsync(present with { Settings = new() { ["shop"] = "new" } }, present.Version, default);
        };

        Assert.True(await KeepAsync("r1"));

        Assert.Equal("new", (string?)(await FindAsync()).Settings["shop"]);
        Assert.Equal([("access", "a2"), ("refresh", "r2")], await OpenedAsync());
    }

    [Fact]
    public async Task Tokens_that_a_person_gave_meanwhile_stay()
    {
        await PutAsync(("access", "a1"), ("refresh", "r1"));
        _meanwhile = async () =>
        {
            var present = await FindAsync();
            await _store.Tenants.PutConnectionAsync(Connection(("access", "a9"), ("refresh", "r9")), present.Version, default);
        };

        Assert.False(await KeepAsync("r1"));

        Assert.Equal([("access", "a9"), ("refresh", "r9")], await OpenedAsync());
    }

    private async Task PutAsync(params (string Name, string Value)[] secrets)
    {
        await _store.Tenants.CreateTenantAsync(new() { Id = Key.Tenant, Name = "Acme", CreatedAt = _time.GetUtcNow() }, default);
        await _store.Tenants.PutConnectionAsync(Connection(secrets), 0, default);
    }

    private StoredConnection Connection(params (string Name, string Value)[] secrets) => new()
    {
        Key = Key,
        Kind = "shopify",
        Settings = [],
        Secrets = [.. secrets.Select(secret => new SealedSecret(secret.Name, Box.Seal(Key, secret.Name, secret.Value), _time.GetUtcNow(), null))],
        UpdatedAt = _time.GetUtcNow(),
    };

    private async Task<StoredConnection> FindAsync() => (await _store.Tenants.FindConnectionAsync(Key, default))!;

    private async Task<IEnumerable<(string, string)>> OpenedAsync()
        => (await _directory.FindAsync(Key, default))!.Secrets.Select(secret => (secret.Key, Assert.Single(secret.Value))).OrderBy(secret => secret.Key, StringComparer.Ordinal);

    private Task<bool> KeepAsync(string issuedFor) => new IssuedSecrets(_store.Tenants, Box, _directory, _time).KeepAsync(Key, new("refresh", issuedFor), Pair, default);
}
