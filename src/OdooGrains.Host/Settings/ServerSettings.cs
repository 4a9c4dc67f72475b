using OdooGrains.Api;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Brownout;
using OdooGrains.Grains;
using OdooGrains.Grains.Alerts;

namespace OdooGrains.Host.Settings;

/// <summary>All settings of <c>serve</c>, as environment variables (<c>Store__Kind</c>) or in appsettings.json. docs/operating.md lists them.</summary>
public sealed record ServerSettings
{
    public required StoreSettings Store { get; init; }
    public required SecretsSettings Secrets { get; init; }
    public required GrainLimits Grains { get; init; }
    public required EgressOptions Egress { get; init; }

    /// <summary>Where the platform is told of alerts.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>When lanes are shed.</summary>
    public BrownoutLimits Brownout { get; init; } = new();

    /// <summary>Limits of the REST front. Its key hash comes from <see cref="FirstStart"/>.</summary>
    public required ApiOptions Api { get; init; }

    /// <summary>The platform's key from <c>ODOOGRAINS_ADMIN_KEY</c>; null to use the one that was made at first start.</summary>
    public string? AdminKey { get; init; }
}

/// <summary>Which store, and where.</summary>
public sealed record StoreSettings
{
    /// <summary><c>sqlite</c> (default) or <c>postgres</c>.</summary>
    public string Kind { get; init; } = "sqlite";

    /// <summary>The SQLite file. Default <c>odoograins-data/odoograins.db</c> in the working folder. Keys made at first start lie beside it.</summary>
    public string Path { get; init; } = System.IO.Path.Combine("odoograins-data", "odoograins.db");

    /// <summary>PostgreSQL only: serve although fsync, full_page_writes or synchronous_commit is off. For tests; accepted events may be lost with the machine.</summary>
    public bool AllowUnsafe { get; init; }

    /// <summary>From <c>ConnectionStrings__Store</c>; required for PostgreSQL.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>From <c>ConnectionStrings__StoreOwner</c>: the owner of the tables, for migrations only, where it is another role. Default: the store's own.</summary>
    public string? OwnerConnectionString { get; init; }

    public bool IsPostgres => Kind == "postgres";

    /// <summary>Where files made at first start lie.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
}

/// <summary>The key that seals secrets at rest.</summary>
public sealed record SecretsSettings
{
    /// <summary>32 bytes as base64; null to use the 0600 file made at first start.</summary>
    public string? Key { get; init; }
}
