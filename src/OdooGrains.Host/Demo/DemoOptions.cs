namespace OdooGrains.Host.Demo;

/// <summary>What a run of the demo does.</summary>
public sealed record DemoOptions
{
    /// <summary>Orders over all tenants. Default 300.</summary>
    public int Orders { get; init; } = 300;

    /// <summary>Tenants, at least 2: one with a flash sale, which has most orders, and quiet ones. Default 3.</summary>
    public int Tenants { get; init; } = 3;

    public int Seed { get; init; } = 1;

    /// <summary><c>sqlite</c> (default) or <c>postgres</c>; the latter takes its server from <c>ConnectionStrings__Store</c>.</summary>
    public string Store { get; init; } = "sqlite";

    /// <summary>PostgreSQL only; null to leave it to the environment.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>SIGKILLs of the server under load. Default 1.</summary>
    public int Kills { get; init; } = 1;

    /// <summary>The longest time between two of several kills. Default 0.9 s.</summary>
    public TimeSpan KillEveryMax { get; init; } = TimeSpan.FromSeconds(0.9);

    /// <summary>What each Odoo's connection may call, as its policy states it; null for no limit.</summary>
    public DemoLimit? Limit { get; init; }

    /// <summary>Whether the simulated Odoo misbehaves: commits and drops the answer, answers late, fails to serialise, shows error pages.</summary>
    public bool Faults { get; init; }

    /// <summary>Each fault strikes so much as often as by default, where 14 % of all requests meet one.</summary>
    public double FaultShare { get; init; } = 1;

    /// <summary>
    /// Whether orders go their whole way: paid, sent off by the people of each Odoo's warehouse, some in parts, announced to the shop, invoiced, some refunded
    /// before they leave and some after. Default false: they end with the confirmation.
    /// </summary>
    public bool ToInvoice { get; init; }

    /// <summary>Calls at once to each simulated Odoo. Default 4.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>The time over which the shops' events happen. Default 6 s.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long the platform may take after the last event until all is settled. Default 60 s.</summary>
    public TimeSpan SettleMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The platform's key; null for one made for the run.</summary>
    public string? PlatformKey { get; init; }

    /// <summary>Called when all is set up and nothing was sent yet.</summary>
    public Func<Task>? BeforeSending { get; init; }

    /// <summary>Called when all is settled and the server still runs.</summary>
    public Func<PlatformClient, Task>? BeforeStop { get; init; }

    /// <summary>The server to run; null for this program. A test may give another composition.</summary>
    public string? ServerAssembly { get; init; }
}

/// <summary>Requests that an Odoo takes: <paramref name="Burst"/> at once, and so many a second over long.</summary>
public sealed record DemoLimit(double PerSecond, int Burst);
