using OdooGrains.LocalSilo;
using OdooGrains.Storage.Silo;
using OdooGrains.TestKit.Builders;

namespace OdooGrains.Storage.Tests.Conformance;

public abstract class SiloConformance : StoreConformance
{
    private static readonly GrainStateKey Key = new("connection", "acme/odoo", "budget");
    private static readonly ReminderRow Reminder = new()
    {
        Grain = new("tenant", "acme"),
        Name = "erase",
        StartAt = Sample.Now.AddMinutes(1),
        Period = TimeSpan.FromDays(40) + TimeSpan.FromMicroseconds(5),
    };

    private IGrainStorage Storage => SiloTables.GrainStorageOf(Store);

    private IReminderTable Reminders => SiloTables.RemindersOf(Store);

    [Fact]
    public async Task The_reminder_that_brings_an_erasure_back_outlives_every_step_but_the_last()
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant(), None);
        await Store.Tenants.PutConnectionAsync(Sample.Connection(), 0, None);
        await Store.Effects.TakeEpochAsync(Sample.Erp, None);
        await Store.Tenants.AddKeyAsync(Sample.Key(1, new("acme")), None);
        await Store.Inbox.AcceptAsync(Sample.Event(1), None);
        await CommitAsync(Sample.Commit() with { Effects = [Sample.Effect()] });
        await Storage.WriteAsync(Key, "{}", null);
        await Reminders.UpsertAsync(Reminder);
        await Store.Tenants.UpdateTenantAsync(Sample.Tenant() with { Status = OdooGrains.Domain.Tenants.TenantStatus.Draining }, 1, None);

        // Each step may be the last one before a kill.
        var steps = 0;
        for (; !await Store.Tenants.EraseAsync(new("acme"), 1, Sample.Now, None); steps++)
        {
            Assert.Single(await Reminders.ReadAllAsync());
        }

        Assert.Equal(7, steps);
        Assert.Empty(await Reminders.ReadAllAsync());
    }

    [Fact]
    public async Task State_is_written_at_its_version_only()
    {
        Assert.Null(await Storage.ReadAsync(Key));
        Assert.Null(await Storage.WriteAsync(Key, """{"a":1}""", "made-up"));
        var first = await Storage.WriteAsync(Key, """{"a":1}""", null);
        Assert.Null(await Storage.WriteAsync(Key, """{"a":2}""", null));
        var second = await Storage.WriteAsync(Key, """{"a":3}""", first);

        Assert.Null(await Storage.WriteAsync(Key, """{"a":4}""", first));
        Assert.NotEqual(first, second);
        Assert.Equal(new StoredGrainState("""{"a":3}""", second!), await Storage.ReadAsync(Key));
    }

    [Fact]
    public async Task State_is_cleared_at_its_version_only_and_an_old_version_never_comes_again()
    {
        var etag = await Storage.WriteAsync(Key, "{}", null);

        Assert.False(await Storage.ClearAsync(Key, null));
        Assert.False(await Storage.ClearAsync(Key, "made-up"));
        Assert.True(await Storage.ClearAsync(Key, etag));
        Assert.True(await Storage.ClearAsync(Key, null));
        await Storage.WriteAsync(Key, "{}", null);
        Assert.Null(await Storage.WriteAsync(Key, "{}", etag));
    }

    [Fact]
    public async Task States_of_grains_and_names_stay_apart()
    {
        await Storage.WriteAsync(Key, "1", null);
        await Storage.WriteAsync(Key with { StateName = "other" }, "2", null);
        await Storage.WriteAsync(Key with { GrainKey = "not a tenant" }, "3", null);
        await Storage.WriteAsync(Key with { GrainType = "order" }, "4", null);

        Assert.Equal("1", (await Storage.ReadAsync(Key))!.Json);
        Assert.Equal("3", (await Storage.ReadAsync(Key with { GrainKey = "not a tenant" }))!.Json);
    }

    [Fact]
    public async Task Reminders_of_all_grains_are_read_back()
    {
        var other = Reminder with { Grain = new("sweep", "0") };
        var (first, second) = (await Reminders.UpsertAsync(Reminder), await Reminders.UpsertAsync(other));

        var rows = await Reminders.ReadAllAsync();
        Assert.Equal([Reminder with { ETag = first }, other with { ETag = second }], rows.OrderByDescending(row => row.Grain.Type, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reminder_is_written_over_and_removed_at_its_version_only()
    {
        var first = await Reminders.UpsertAsync(Reminder);
        var second = await Reminders.UpsertAsync(Reminder with { Period = TimeSpan.FromMinutes(2) });

        Assert.Equal(TimeSpan.FromMinutes(2), Assert.Single(await Reminders.ReadAllAsync()).Period);
        Assert.False(await Reminders.RemoveAsync(Reminder.Grain, Reminder.Name, first));
        Assert.True(await Reminders.RemoveAsync(Reminder.Grain, Reminder.Name, second));
        Assert.False(await Reminders.RemoveAsync(Reminder.Grain, Reminder.Name, second));
    }
}

public sealed class SqliteSiloTests : SiloConformance
{
    private readonly SqliteFiles _files = new();

    protected override Task<IStore> CreateAsync() => _files.CreateAsync();

    protected override Task RemoveAsync() => _files.RemoveAsync();
}

public sealed class PostgresSiloTests : SiloConformance
{
    private readonly PostgresDatabases _databases = new();

    protected override Task<IStore> CreateAsync() => _databases.CreateAsync();

    protected override Task RemoveAsync() => _databases.RemoveAsync();
}
