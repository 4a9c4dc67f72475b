using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Secrets;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Storage.Tests.Tenants;

public sealed class TenantDirectoryTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ManualTime _time = new();
    private readonly SecretBox _box = new(new byte[32]);
    private readonly MemoryStore _store;
    private readonly TenantDirectory _directory;
    private Func<StoreCall, Task<StoreFault>> _gate = _ => Task.FromResult(StoreFault.None);
    private int _reads;

    public TenantDirectoryTests()
    {
        _store = new(call =>
        {
            _reads += call.Name is "Tenants.FindTenant" or "Tenants.ListConnections" ? 1 : 0;
            return _gate(call);
        });
        _directory = new(_store.Tenants, _box, _time);
    }

    public async Task InitializeAsync()
    {
        await _store.Tenants.CreateTenantAsync(Sample.Tenant(), None);
        await PutAsync(0, "one");
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    ValueTask IAsyncDisposable.DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_connection_comes_with_its_tenant_and_its_opened_secrets_newest_first()
    {
        await PutAsync(1, "one", "two");

        var found = await _directory.FindAsync(Sample.Erp, None);
        Assert.Equal(["two", "one"], found!.Secrets["apiKey"]);
        Assert.Equal(new TenantId("acme"), found.Tenant.Id);
    }

    [Fact]
    public async Task A_second_look_reads_nothing_until_the_entry_is_too_old()
    {
        await _directory.FindAsync(Sample.Erp, None);
        _time.Advance(TenantDirectory.AgeMax);
        await _directory.FindAsync(Sample.Erp, None);
        Assert.Equal(2, _reads);

        _time.Advance(TimeSpan.FromTicks(1));
        await _directory.FindAsync(Sample.Erp, None);
        Assert.Equal(4, _reads);
    }

    [Fact]
    public async Task A_tenant_and_all_its_connections_take_two_reads()
    {
        await _store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel) with { Secrets = [] }, 0, None);

        Assert.NotNull(await _directory.FindAsync(Sample.Erp, None));
        Assert.NotNull(await _directory.FindAsync(Sample.Channel, None));
        Assert.NotNull(await _directory.FindTenantAsync(new("acme"), None));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_opened_hides_no_other_connection()
    {
        var foreign = new SealedSecret("apiKey", _box.Seal(Sample.Erp, "apiKey", "of another connection"), Sample.Now, null);
        await _store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel) with { Secrets = [foreign] }, 0, None);

        Assert.NotNull(await _directory.FindAsync(Sample.Erp, None));
        await Assert.ThrowsAnyAsync<Exception>(() => _directory.FindAsync(Sample.Channel, None).AsTask());
    }

    [Fact]
    public async Task All_that_miss_at_once_read_once()
    {
        var gate = new TaskCompletionSource<StoreFault>();
        _gate = _ => gate.Task;

        var looks = Enumerable.Range(0, 20).Select(_ => _directory.FindAsync(Sample.Erp, None).AsTask()).ToList();
        _gate = _ => Task.FromResult(StoreFault.None);
        gate.SetResult(StoreFault.None);

        Assert.All(await Task.WhenAll(looks), Assert.NotNull);
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_write_of_this_process_shows_at_once_also_when_a_read_was_under_way()
    {
        var gate = new TaskCompletionSource<StoreFault>();
        _gate = call => call.Name is "Tenants.ListConnections" ? gate.Task : Task.FromResult(StoreFault.None);
        var early = _directory.FindAsync(Sample.Erp, None).AsTask();
        gate.SetResult(StoreFault.None);
        await early;

        await PutAsync(1, "changed");
        _directory.Forget(new("acme"));

        Assert.Equal(["changed"], (await _directory.FindAsync(Sample.Erp, None))!.Secrets["apiKey"]);
    }

    [Fact]
    public async Task What_is_not_there_is_asked_for_again()
    {
        Assert.Null(await _directory.FindAsync(Sample.Channel, None));
        await _store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel) with { Secrets = [] }, 0, None);

        _time.Advance(TenantDirectory.MissAgeMax);
        Assert.Null(await _directory.FindAsync(Sample.Channel, None));
        Assert.Null(await _directory.FindAsync(new(new("acme"), new("another")), None));
        Assert.Equal(2, _reads);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull(await _directory.FindAsync(Sample.Channel, None));
        Assert.Equal(3, _reads);
    }

    [Fact]
    public async Task What_was_not_there_and_is_written_by_this_process_shows_at_once()
    {
        Assert.Null(await _directory.FindAsync(Sample.Channel, None));
        await _store.Tenants.PutConnectionAsync(Sample.Connection(Sample.Channel) with { Secrets = [] }, 0, None);
        _directory.Forget(Sample.Channel.Tenant);

        Assert.NotNull(await _directory.FindAsync(Sample.Channel, None));
    }

    [Fact]
    public async Task So_many_misses_are_remembered_and_no_more()
    {
        ConnectionKey Nobody(int number) => new(new($"nobody-{number}"), new("erp"));
        for (var number = 0; number <= TenantDirectory.MissesMax; number++)
        {
            await _directory.FindAsync(Nobody(number), None);
        }

        _reads = 0;
        await _directory.FindAsync(Nobody(0), None);
        await _directory.FindAsync(Nobody(TenantDirectory.MissesMax - 1), None);
        Assert.Equal(0, _reads);
        await _directory.FindAsync(Nobody(TenantDirectory.MissesMax), None);
        await _directory.FindAsync(Nobody(TenantDirectory.MissesMax), None);
        Assert.Equal(2, _reads);

        // A span later there is room again, and nothing old is kept.
        _time.Advance(TenantDirectory.MissAgeMax + TimeSpan.FromTicks(1));
        await _directory.FindAsync(Nobody(0), None);
        await _directory.FindAsync(Nobody(0), None);
        Assert.Equal(3, _reads);
    }

    [Fact]
    public async Task A_failed_read_is_not_remembered()
    {
        _gate = _ => Task.FromResult(StoreFault.Unavailable);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _directory.FindAsync(Sample.Erp, None).AsTask());

        _gate = _ => Task.FromResult(StoreFault.None);
        Assert.NotNull(await _directory.FindAsync(Sample.Erp, None));
    }

    [Fact]
    public async Task A_retired_secret_is_left_out()
    {
        var retired = Seal("old", Sample.Now.AddDays(-2)) with { RetiresAt = _time.GetUtcNow() };
        await _store.Tenants.PutConnectionAsync(Sample.Connection() with { Secrets = [retired, Seal("new", Sample.Now)] }, 1, None);

        Assert.Equal(["new"], (await _directory.FindAsync(Sample.Erp, None))!.Secrets["apiKey"]);
    }

    private async Task PutAsync(long version, params string[] secrets)
        => Assert.NotNull(await _store.Tenants.PutConnectionAsync(Sample.Connection() with { Secrets = [.. secrets.Select((secret, index) => Seal(secret, Sample.Now.AddHours(index)))] }, version, None));

    private SealedSecret Seal(string secret, DateTimeOffset at) => new("apiKey", _box.Seal(Sample.Erp, "apiKey", secret), at, null);
}
