using OdooGrains.Domain.Tenants;
using OdooGrains.TestKit.Memory;

namespace OdooGrains.Simulation;

/// <summary>
/// The whole product, its tenants, shops and ERPs on one thread, in virtual time, from one seed. First a storm, in which all kinds of things go
/// wrong and the server process dies several times; then a calm, in which everything must come to its end by itself; then the checks.
/// </summary>
internal sealed class World
{
    private static readonly TimeSpan CalmMax = TimeSpan.FromHours(3);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(5);
    private const int RestartsMin = 2;
    private readonly Dictionary<string, ErpModel> _erpByHost;
    private readonly Queue<int> _diesAtStep;
    private readonly List<Incarnation> _processes = [];
    private int _steps;

    public World(WorldOptions options, Composition composition, bool keepLog = false)
    {
        (Options, Composition) = (options, composition);
        Dispatcher = new(Streams.SeedOf(options.Seed, "schedule"), Time) { TurnsMax = 500_000 };
        FaultChance = Streams.Of(options.Seed, "faults");
        Log = new(Time, keepLog);
        Tenants = [.. options.Tenants.Select(tenant => new TenantModel(this, tenant))];
        _erpByHost = Tenants.ToDictionary(tenant => tenant.Erp.Host, tenant => tenant.Erp);
        _diesAtStep = new(options.DiesAtStep);
        Durable.Watch = new Ledger(this).Watch;
    }

    public WorldOptions Options { get; }
    public Composition Composition { get; }
    public VirtualTime Time { get; } = new();
    /// <summary>Virtual time since the world began.</summary>
    public TimeSpan Elapsed => Time.GetElapsedTime(0);

    public SeededDispatcher Dispatcher { get; }
    public Random FaultChance { get; }
    public Tally Tally { get; } = new();
    public EventLog Log { get; }
    public IReadOnlyList<TenantModel> Tenants { get; }

    /// <summary>What survives each death of the process.</summary>
    public MemoryStore Durable { get; } = new();

    public bool StormIsOn { get; private set; }

    /// <summary>Requests on their way to an Odoo.</summary>
    public int InTheAir { get; set; }

    /// <summary>The first broken invariant; null while all hold.</summary>
    public string? Violation { get; private set; }

    /// <summary>The living process; null while there is none.</summary>
    public Incarnation? Process => _processes is [.., { IsAlive: true } alive] ? alive : null;

    public ErpModel ErpAt(string host) => _erpByHost[host];

    /// <summary>Null for a connection that leads to no ERP.</summary>
    public ErpModel? ErpOf(ConnectionKey connection) => Tenants.FirstOrDefault(tenant => tenant.ErpKey == connection)?.Erp;

    public void Break(string invariant, string what)
    {
        Log.Add($"BROKEN {invariant}: {what}");
        Violation ??= $"{invariant}: {what}";
    }

    /// <summary>One more step of the process: a store call or a request begins or ends. It may be its last.</summary>
    public void Step(Life life)
    {
        if (!life.IsOver && StormIsOn && _diesAtStep.TryPeek(out var next) && ++_steps >= next)
        {
            _diesAtStep.Dequeue();
            Kill("at a step");
        }
    }

    /// <summary>Runs it to its end. The outcome is the first broken invariant, or null.</summary>
    public string? Run()
    {
        try
        {
            Dispatcher.Run(RunAsync);
        }
        catch (Exception error)
        {
            // A mistake of the world itself must show with its seed, as a broken invariant does.
            Break("run", error.ToString());
        }

        return Violation;
    }

    private async Task RunAsync()
    {
        foreach (var tenant in Tenants)
        {
            await tenant.CreateAsync(Durable.Tenants, Durable.Policies);
        }

        _processes.Add(await Incarnation.StartAsync(this, _processes.Count + 1));
        BeginStorm();
        var senders = Tenants.SelectMany(tenant => tenant.Shops).Select(shop => new ShopSender(this, shop)).ToList();
        senders.ForEach(sender => sender.Start());
        await Task.Delay(Options.Storm, Time);
        await EndStormAsync();
        var persons = new Persons(this);
        if (await IsQuietAsync(senders, persons))
        {
            FinalChecks.Run(this, senders, persons);
        }
    }

    private void BeginStorm()
    {
        StormIsOn = true;
        foreach (var tenant in Tenants)
        {
            tenant.Erp.BeginFaults();
        }

        foreach (var at in Options.DiesAt)
        {
            _ = Time.CreateTimer(_ => Kill("at its time"), null, at, Timeout.InfiniteTimeSpan);
        }

        CredentialsEpisode();
    }

    private async Task EndStormAsync()
    {
        while (Tally.Of(Fault.Restart) < RestartsMin)
        {
            Kill("since it lived too long");
            await Task.Delay(TimeSpan.FromSeconds(30), Time);
        }

        StormIsOn = false;
        foreach (var tenant in Tenants)
        {
            tenant.Erp.EndFaults();
        }

        Log.Add($"the storm is over");
    }

    // One tenant's key is refused for a while.
    private void CredentialsEpisode()
    {
        var random = Streams.Of(Options.Seed, "credentials");
        var odoo = Tenants[random.Next(Tenants.Count)].Erp.Odoo;
        if (random.Next(3) > 0)
        {
            return;
        }

        var begin = Options.Storm * (random.NextDouble() * 0.6);
        _ = Time.CreateTimer(_ => odoo.Revoke(ErpModel.ApiKey), null, begin, Timeout.InfiniteTimeSpan);
        _ = Time.CreateTimer(_ => odoo.Restore(ErpModel.ApiKey), null, begin + TimeSpan.FromSeconds(random.Next(5, 60)), Timeout.InfiniteTimeSpan);
        Tally.Hit(Fault.CredentialsRefused);
    }

    private void Kill(string why)
    {
        if (!StormIsOn || Process is not { } process)
        {
            return;
        }

        Tally.Hit(Fault.Restart);
        Log.Add($"process {_processes.Count} dies {why}");
        process.Die();
        var down = TimeSpan.FromMilliseconds(FaultChance.Next(100, 15_000));
        _ = Dispatcher.Start(async () =>
        {
            await Task.Delay(down, Time);
            _processes.Add(await Incarnation.StartAsync(this, _processes.Count + 1));
            Log.Add($"process {_processes.Count} starts");
            return true;
        });
    }

    private async Task<bool> IsQuietAsync(IReadOnlyList<ShopSender> senders, Persons persons)
    {
        var end = Time.GetUtcNow() + CalmMax;
        while (Violation is null)
        {
            await persons.ResumeRefusedAsync();
            var open = Unfinished.Of(this, senders);
            if (open is null && await persons.HaveNothingToDoAsync())
            {
                return true;
            }

            if (Time.GetUtcNow() > end)
            {
                Break("I6", $"{CalmMax.TotalHours:0} h after the storm something is unfinished: {open ?? "persons find ever more to do"}");
            }

            await Task.Delay(Glance, Time);
        }

        return false;
    }
}
