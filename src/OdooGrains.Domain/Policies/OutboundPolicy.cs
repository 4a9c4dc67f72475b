using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Domain.Policies;

/// <summary>How a connection's owner may use the outside system: what a tenant may ask for and a platform may cap.</summary>
public sealed record OutboundPolicy
{
    public static OutboundPolicy Default { get; } = new();

    /// <summary>Calls at once to the outside system, at most. Default 8; the owner starts lower and adapts.</summary>
    public int ConcurrencyMax { get; init; } = 8;

    /// <summary>Calls at once that a new owner may reach before it has learned anything. Default 2 (Odoo shares its workers with people).</summary>
    public int ConcurrencyStart { get; init; } = 2;

    /// <summary>Calls a second, where that is less than the connector's manifest states. Null: the manifest's.</summary>
    public double? CallsPerSecond { get; init; }

    /// <summary>Calls that may leave at once before <see cref="CallsPerSecond"/> holds them back. Null: one second's worth, at least 1.</summary>
    public int? CallsBurst { get; init; }

    /// <summary>Calls a day, where that is less than the connector's manifest states. Null: the manifest's.</summary>
    public int? CallsPerDay { get; init; }

    /// <summary>How long one call of a batch should take the outside system. Default 0.5 s: long transactions hold locks that people wait for.</summary>
    public TimeSpan BatchAim { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Effects of one call, at most; the operation's own limit counts too. Default 100; 1 = no batches.</summary>
    public int BatchMax { get; init; } = 100;

    /// <summary>The breaker opens when this part of the calls failed. Default 0.5.</summary>
    public double BreakerFailureRatio { get; init; } = 0.5;

    /// <summary>The breaker opens after so many failures in a row. Default 5.</summary>
    public int BreakerConsecutive { get; init; } = 5;

    /// <summary>How long an open breaker lets nothing through. Default 15 s; a longer Retry-After is honoured.</summary>
    public TimeSpan BreakerOpen { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A call that takes longer counts as failed for the breaker, whatever it answers. Default 20 s.</summary>
    public TimeSpan SlowCall { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Repeats a first attempt, in a steady outage: the retry budget of the destination. Default 0.1 (amplification at most 1.1).</summary>
    public double RetryRatio { get; init; } = 0.1;

    /// <summary>Lanes whose effects leave in batches at <see cref="BatchEvery"/> instead of at once; switched by hand under load. Default none.</summary>
    public IReadOnlyList<Lane> BatchedLanes { get; init; } = [];

    /// <summary>How often batched lanes are let out. Default 15 min, counted from midnight UTC.</summary>
    public TimeSpan BatchEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>When invoices, payments and credit notes leave; null: as they come. Default null.</summary>
    public CronSchedule? PostingSchedule { get; init; }
}
