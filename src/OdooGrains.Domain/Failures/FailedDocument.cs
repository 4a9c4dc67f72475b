using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Failures;

/// <summary>A document that waits for a person, as much of it as the desk needs.</summary>
public sealed record FailedDocument
{
    public required DocumentKey Key { get; init; }
    public required string Number { get; init; }
    public required FailureClass Class { get; init; }

    /// <summary>The hold's code; null where the document holds none.</summary>
    public string? Code { get; init; }

    /// <summary>The step whose effect failed, or <see cref="FailureSteps.Document"/>.</summary>
    public required string Step { get; init; }

    public required string Reason { get; init; }
    public required string Owner { get; init; }

    /// <summary>When the hold began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The ERP connection that it is bound to; null before the first effect.</summary>
    public ConnectionId? Erp { get; init; }

    /// <summary>ISO 4217 code; empty where nothing is known of its money.</summary>
    public string Currency { get; init; } = "";

    public decimal Total { get; init; }

    public FailureFlow Flow => FailureSteps.FlowOf(Step, Code);

    /// <summary>The group that it belongs to.</summary>
    public string Group => FailureGroup.IdOf(this);
}
