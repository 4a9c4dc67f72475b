using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Failures;

/// <summary>What a person does with many failures at once: first planned, document by document, then applied in growing waves, as far as it goes well.</summary>
public sealed record Replay
{
    public required TenantId Tenant { get; init; }
    public required Guid Id { get; init; }
    public required ReplayAction Action { get; init; }

    /// <summary>Why the documents are discarded; null of a retry.</summary>
    public string? Reason { get; init; }

    public required FailureSelection Selection { get; init; }

    /// <summary>It is applied as soon as it is planned; else when somebody says so.</summary>
    public bool AppliesAtOnce { get; init; }

    /// <summary>Documents a second, over a wave.</summary>
    public double PerSecond { get; init; } = ReplayLimits.PerSecondDefault;

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public ReplayStatus Status { get; init; } = ReplayStatus.Planning;

    /// <summary>Why it stops, or stopped; null while it goes well.</summary>
    public string? StopReason { get; init; }

    /// <summary>The last document that the search has looked at; null at its begin.</summary>
    public DocumentKey? SearchedTo { get; init; }

    /// <summary>Documents in the plan.</summary>
    public int Planned { get; init; }

    /// <summary>The selection fits more documents than were taken.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>The plan is whole. One that was stopped before is never applied.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>The plan's <see cref="ReplayHash"/>.</summary>
    public string PlanHash { get; init; } = "";

    /// <summary>The present wave, from 1 since it was last begun to be applied; 0 before.</summary>
    public int Wave { get; init; }

    /// <summary>The number of the last document that belongs to a wave.</summary>
    public int AppliedTo { get; init; }

    /// <summary>When the present wave began, and when the next one may.</summary>
    public DateTimeOffset? WaveAt { get; init; }

    public DateTimeOffset? NextWaveAt { get; init; }

    /// <summary>Row version, from 1; 0 before it is stored.</summary>
    public long Version { get; init; }

    public bool IsAtWork => Status is ReplayStatus.Planning or ReplayStatus.Applying;
}

public enum ReplayAction
{
    Retry,
    /// <summary>End the documents, with a reason.</summary>
    Discard,
}

public enum ReplayStatus
{
    Planning,
    /// <summary>Waits for somebody to apply it.</summary>
    Planned,
    Applying,
    Done,
    /// <summary>Ended before its end: a document did not do as planned, or somebody said so. May be applied again, from where it stopped.</summary>
    Stopped,
}
