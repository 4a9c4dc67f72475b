namespace OdooGrains.Domain.Effects;

/// <summary>What the effect machine must know of an operation of the target; connectors declare it, the connection's settings may change it.</summary>
public sealed record OperationPolicy
{
    public required Grade Grade { get; init; }

    /// <summary>
    /// How long after the sent mark a call may still take effect in the target although we gave up on it. Odoo's default is 130 s:
    /// its own request limit of 120 s (limit_time_real in odoo/tools/config.py) and a margin.
    /// </summary>
    public TimeSpan SettleDelay { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>How long a call may take before its outcome counts as in doubt. Default 40 s: Odoo itself retries for up to 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// Two of its effects may be about one record of the target although their keys differ, so never two of them at once. Default no.
    /// </summary>
    public bool IsOneAtATime { get; init; }

    /// <summary>The target enforces the external key, so "not found" needs no delay where the same request is simply repeated.</summary>
    public bool KeyIsEnforced => Grade == Grade.Guaranteed;
}
