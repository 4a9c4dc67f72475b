using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Policies;

/// <summary>Whose policy: the platform's, a plan's, a tenant's or a connection's.</summary>
public readonly record struct PolicyScope
{
    /// <summary>The longest name of a plan, in characters.</summary>
    public const int PlanLengthMax = 60;

    private PolicyScope(PolicyLevel level, TenantId? tenant, string name) => (Level, Tenant, Name) = (level, tenant, name);

    public static PolicyScope Platform { get; } = new(PolicyLevel.Platform, null, "");

    public PolicyLevel Level { get; }

    /// <summary>Null for the platform and for plans.</summary>
    public TenantId? Tenant { get; }

    /// <summary>The plan or the connection; empty for the platform and for tenants.</summary>
    public string Name { get; }

    public static PolicyScope OfPlan(string plan)
        => IsPlan(plan) ? new(PolicyLevel.Plan, null, plan) : throw new ArgumentException($"Plan '{plan}' must have 1 to {PlanLengthMax} characters and no control characters.", nameof(plan));

    public static PolicyScope Of(TenantId tenant) => new(PolicyLevel.Tenant, tenant, "");

    public static PolicyScope Of(ConnectionKey connection) => new(PolicyLevel.Connection, connection.Tenant, connection.Connection.Value);

    /// <summary>From its parts, as a store keeps them.</summary>
    /// <exception cref="ArgumentException">The parts do not go together.</exception>
    public static PolicyScope Of(PolicyLevel level, TenantId? tenant, string name) => (level, tenant) switch
    {
        (PolicyLevel.Platform, null) => Platform,
        (PolicyLevel.Plan, null) => OfPlan(name),
        (PolicyLevel.Tenant, { } owner) => Of(owner),
        (PolicyLevel.Connection, { } owner) => Of(new ConnectionKey(owner, new(name))),
        _ => throw new ArgumentException($"Level {level} with tenant '{tenant}' is no scope of a policy: the platform and plans have no tenant, tenants and connections have one.", nameof(level)),
    };

    public static bool IsPlan(string? plan) => !string.IsNullOrWhiteSpace(plan) && plan.Length <= PlanLengthMax && !plan.Any(char.IsControl);

    public override string ToString() => Level switch
    {
        PolicyLevel.Plan => $"plan '{Name}'",
        PolicyLevel.Tenant => $"tenant '{Tenant}'",
        PolicyLevel.Connection => $"connection '{Tenant}/{Name}'",
        _ => "the platform",
    };
}
