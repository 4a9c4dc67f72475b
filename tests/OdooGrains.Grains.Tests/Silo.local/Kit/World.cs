using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Inventory;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;
using OdooGrains.Grains.Alerts;
using OdooGrains.Grains.Orders;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Tenants;
using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>
/// A platform in virtual time on one thread: the clock moves when nothing can run, so waiting costs nothing and every run of a seed is the same.
/// The sweep rests until a test starts it, so that a wake-up that is lost shows.
/// </summary>
internal sealed class World
{
    private static readonly TimeSpan FirstLooks = TimeSpan.FromSeconds(10);
    private readonly AsyncLocal<bool> _isLooking = new();
    private int _events;

    private World(int seed, GrainLimits limits, bool isStrict)
    {
        (Seed, Limits, IsStrict) = (seed, limits, isStrict);
        Dispatcher = new(seed, Time);
        Store = new(GateAsync, call => OnAnswer is null || _isLooking.Value ? Task.CompletedTask : OnAnswer(call));
        Erp = new(Time);
        Listed = new(Time);
    }

    public int Seed { get; }
    public GrainLimits Limits { get; }
    public bool IsStrict { get; }
    public VirtualTime Time { get; } = new(Sample.Now);
    public SeededDispatcher Dispatcher { get; }
    public MemoryStore Store { get; }
    public InMemoryReminderTable Reminders { get; } = new();
    public FakeShop Shop { get; } = new();
    public ScriptedErp Erp { get; }

    /// <summary>A shop whose changes are read; connections of its kind are made by tests.</summary>
    public ListedShop Listed { get; }

    /// <summary>Who is told of alerts.</summary>
    public WebhookReceiver Receiver { get; } = new();

    /// <summary>Where the platform is told of alerts, from the next start on.</summary>
    public AlertOptions Alerts { get; set; } = new();
    public SiloFaults Faults { get; } = new();
    public ListLog Log { get; } = new();

    /// <summary>What goes wrong with a call of the store; null for nothing. Each call takes a millisecond.</summary>
    public Func<StoreCall, Task<StoreFault>>? OnStore { get; set; }

    /// <summary>Awaited after a call of the store took effect and before its caller hears of it; null for nothing.</summary>
    public Func<StoreCall, Task>? OnAnswer { get; set; }

    /// <summary>Shown each commit of a document before the store sees it; null for nothing.</summary>
    public Func<DocumentCommit, Task>? OnCommit { get; set; }

    /// <summary>Shown each count of a product that was stored, and each level that was told; null for nothing.</summary>
    public Action<StockCount>? OnCount { get; set; }

    public Action<ChannelStock>? OnTold { get; set; }

    /// <summary>Connectors that each process makes beside those of tests.</summary>
    public Func<IReadOnlyList<IConnector>> Vendors { get; set; } = () => [];

    /// <summary>The process that runs now.</summary>
    public Node Node { get; private set; } = null!;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Runs a test once for each of some seeds, which choose the order of turns.</summary>
    public static void Run(Func<World, Task> test, GrainLimits? limits = null, bool isStrict = false, int seeds = 3)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            var world = new World(seed, limits ?? new(), isStrict);
            world.Dispatcher.Run(async () =>
            {
                await world.AddTenantAsync("acme");
                await world.StartAsync();
                await test(world);
            });
        }
    }

    public async Task StartAsync()
    {
        Node = new(this, await Dispatcher.Start(() => Task.FromResult(TaskScheduler.Current)));
        await Node.Silo.StartAsync();
    }

    public async Task RestartAsync()
    {
        Node.Kill();
        await StartAsync();
    }

    public async Task AddTenantAsync(string id, int? concurrency = null)
    {
        await Store.Tenants.CreateTenantAsync(Sample.Tenant(id), default);
        var erp = Erp.Manifest.Kind;
        await PutAsync(new(new(id), new("odoo")), connection => connection with { Kind = erp, Settings = concurrency is { } calls ? new() { ["concurrency"] = calls } : [] });
        await PutAsync(new(new(id), new("shop")), connection => connection with { Kind = FakeShop.Kind, Settings = new() { ["erp"] = "odoo" } });
    }

    /// <summary>Writes a connection as the REST front does, and tells its owner where asked to.</summary>
    public async Task PutAsync(ConnectionKey key, Func<StoredConnection, StoredConnection> change, bool reload = false)
    {
        var present = await Store.Tenants.FindConnectionAsync(key, default);
        var changed = change(present ?? new() { Key = key, Kind = "", Settings = [], UpdatedAt = Now });
        Assert.NotNull(await Store.Tenants.PutConnectionAsync(changed, present?.Version ?? 0, default));
        if (reload)
        {
            Node.Directory.Forget(key.Tenant);
            await Connection(key).Reload();
        }
    }

    public async Task SetTenantAsync(string id, TenantStatus status, bool reload = true)
    {
        var tenant = await Store.Tenants.FindTenantAsync(new(id), default);
        Assert.True(await Store.Tenants.UpdateTenantAsync(tenant! with { Status = status }, tenant.Version, default));
        if (reload)
        {
            Node.Directory.Forget(new(id));
            await Connection(new(new(id), new("odoo"))).Reload();
        }
    }

    public IConnectionGrain Connection(ConnectionKey? key = null) => Node.Silo.GetGrain<IConnectionGrain>((key ?? Sample.Erp).ToString());

    public IOrderGrain Order(string id = "1001", string tenant = "acme") => Node.Silo.GetGrain<IOrderGrain>(Sample.Document(id, tenant).ToString());

    /// <summary>Accepts an event of the shop as the intake does: stored first, then hinted.</summary>
    public Task<InboundEvent> AcceptAsync(Order order, string tenant = "acme", bool isHinted = true, bool isStrange = false, ConnectionKey? from = null)
        => AcceptAsync(order, FakeShop.Body(order, isStrange), tenant, isHinted, from);

    /// <summary>The same of a body that tells more than the order.</summary>
    public async Task<InboundEvent> AcceptAsync(Order order, byte[] body, string tenant = "acme", bool isHinted = true, ConnectionKey? from = null)
    {
        var sample = Sample.Event(++_events, document: from is { } channel ? new(channel.Tenant, channel.Connection, order.Id) : Sample.Document(order.Id, tenant));
        var accepted = sample with { ReceivedAt = Now, Body = body, BodyHash = SHA256.HashData(body), ObjectUpdatedAt = order.UpdatedAt };
        await Store.Inbox.AcceptAsync(accepted, default);
        if (isHinted)
        {
            Node.Folds.Arrived(accepted);
        }

        return accepted;
    }

    /// <summary>What is stored of an order; the test's own look at the store takes no time and never fails.</summary>
    public async Task<OrderState?> StateAsync(string id = "1001", string tenant = "acme")
    {
        _isLooking.Value = true;
        return await new OrderRepository(Store.Documents, Store.Merges).LoadAsync(Sample.Document(id, tenant));
    }

    /// <summary>The test's own look at the store, which takes no time and never fails.</summary>
    public async Task<T> LookAsync<T>(Func<Task<T>> look)
    {
        _isLooking.Value = true;
        return await look();
    }

    /// <summary>How long the order may still take as it stands.</summary>
    public async Task<TimeSpan> UntilDeadlineAsync(string id = "1001")
    {
        _isLooking.Value = true;
        return (await Store.Documents.LoadAsync(Sample.Document(id), default))!.Head.Deadline!.Value - Now;
    }

    /// <summary>States the tenant's policy for the first time.</summary>
    public async Task StatePolicyAsync(string settings, string tenant = "acme") => Assert.True(await Store.Policies.PutAsync(
        new() { Scope = PolicyScope.Of(new TenantId(tenant)), Settings = JsonNode.Parse(settings)!.AsObject(), UpdatedAt = Now }, 0, default));

    public async Task<Effect?> EffectAsync(string step, string id = "1001") => (await StateAsync(id))?.Effects.LastOrDefault(effect => effect.Key.Step == step);

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(TimeSpan time) => Task.Delay(time, Time);

    /// <summary>Lets time pass until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo, string what, TimeSpan? atMost = null)
    {
        var begun = Now;
        var limit = begun + (atMost ?? TimeSpan.FromMinutes(30));
        while (!await isSo())
        {
            Assert.True(Now < limit, $"Seed {Seed}: {what} did not come about.\n{string.Join('\n', Log.Lines.TakeLast(30).Select(line => line.Text))}");
            await PassAsync(TimeSpan.FromMilliseconds(Now < begun + FirstLooks ? 50 : 500));
        }
    }

    public Task UntilAsync(Func<bool> isSo, string what, TimeSpan? atMost = null) => UntilAsync(() => Task.FromResult(isSo()), what, atMost);

    public Task UntilConfirmedAsync(string id = "1001", string tenant = "acme", TimeSpan? atMost = null)
        => UntilAsync(async () => await StateAsync(id, tenant) is { IsConfirmedInErp: true, IsFinished: true }, $"confirmation of {tenant}/{id}", atMost);

    public Task UntilHeldAsync(string code, string id = "1001")
        => UntilAsync(async () => (await StateAsync(id))?.Hold?.Code == code, $"hold {code} of {id}");

    public Task UntilStatusAsync(string step, EffectStatus status, string id = "1001")
        => UntilAsync(async () => (await EffectAsync(step, id))?.Status == status, $"{step} of {id} {status}");

    public List<ErpCall> CallsOf(string operation, string? order = null)
        => [.. Erp.Calls.Where(call => call.Operation == operation && (order is null || call.Order == order))];

    /// <summary>What must hold at the end of every test: nothing was done twice.</summary>
    public void NothingIsDoneTwice() => Assert.Equal(Erp.Done.Select(effect => effect.Key).Distinct(), Erp.Done.Select(effect => effect.Key));

    private async Task<StoreFault> GateAsync(StoreCall call)
    {
        if (_isLooking.Value)
        {
            return StoreFault.None;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(1), Time);
        return OnStore is null ? StoreFault.None : await OnStore(call);
    }
}
