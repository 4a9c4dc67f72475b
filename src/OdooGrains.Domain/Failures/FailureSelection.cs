using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Failures;

/// <summary>Which failures a replay is about: named documents, or all that every given member fits.</summary>
public sealed record FailureSelection
{
    /// <summary>The id of a <see cref="FailureGroup"/>.</summary>
    public string? Group { get; init; }

    public FailureClass? Class { get; init; }
    public string? Step { get; init; }

    /// <summary>The channel or the ERP connection.</summary>
    public ConnectionId? Connection { get; init; }

    /// <summary>Holds that began at this instant or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Holds that began before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>These documents, whether they wait for a person or not; null for a search.</summary>
    public IReadOnlyList<DocumentKey>? Documents { get; init; }

    /// <summary>Documents at most.</summary>
    public int Max { get; init; } = ReplayLimits.DocumentsMax;

    public bool Fits(FailedDocument failed)
        => (Class is null || failed.Class == Class)
            && (Step is null || failed.Step == Step)
            && (Connection is null || failed.Key.Channel == Connection || failed.Erp == Connection)
            && (Since is null || failed.Since >= Since)
            && (Until is null || failed.Since < Until)
            && (Group is null || failed.Group == Group);
}
