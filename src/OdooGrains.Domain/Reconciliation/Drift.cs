using OdooGrains.Domain.Documents;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>Why two sides differ.</summary>
public enum DriftCause
{
    /// <summary>The other side stated something newer, and nothing told us.</summary>
    MissedWebhook,
    /// <summary>It states something else under the very same time of change.</summary>
    ChangedSilently,
    /// <summary>Both know it, of the same time, with different amounts.</summary>
    AmountDiffers,
    /// <summary>It concerns an order that nobody here knows.</summary>
    UnknownHere,
    /// <summary>We know it, and the other side lists it no more.</summary>
    UnknownThere,
    /// <summary>It left the house, and the channel was never told.</summary>
    NotAnnounced,
}

/// <summary>What ends it.</summary>
public enum DriftRemedy
{
    /// <summary>The other side's word, which was just read, is taken in as if its event had come.</summary>
    TakeIn,
    /// <summary>Nobody but a person can say what is right.</summary>
    Person,
}

/// <summary>One difference between two sides.</summary>
public sealed record Drift
{
    public required DocumentKey Document { get; init; }
    public required DriftCause Cause { get; init; }
    public required DriftRemedy Remedy { get; init; }

    /// <summary>What differs, such as <c>order</c>, <c>lines[1]</c> or <c>payment pi_1</c>.</summary>
    public required string What { get; init; }

    public string? Theirs { get; init; }
    public string? Ours { get; init; }

    /// <summary>When it began: the other side's time of change where it has one.</summary>
    public required DateTimeOffset Since { get; init; }
}
