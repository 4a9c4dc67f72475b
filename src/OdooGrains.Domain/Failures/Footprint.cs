using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Failures;

/// <summary>Where a document has left traces outside, as much of it as the blast radius of an incident needs.</summary>
public sealed record Footprint
{
    public required DocumentKey Key { get; init; }

    /// <summary>As in <see cref="DocumentHead.Status"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The class of the failure that holds it; null where none does.</summary>
    public FailureClass? Class { get; init; }

    /// <summary>When the channel last changed it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>ISO 4217 code; empty where nothing is known of its money.</summary>
    public string Currency { get; init; } = "";

    public decimal Total { get; init; }

    /// <summary>Its effects, oldest first.</summary>
    public IReadOnlyList<EffectTrace> Effects { get; init; } = [];
}

/// <param name="IsDoubtful">A call of it was in doubt, and may have been done.</param>
public sealed record EffectTrace(string Step, ConnectionId Connection, EffectStatus Status, bool IsDoubtful);
