namespace OdooGrains.Domain.Documents;

/// <summary>
/// What the store knows of a document without reading its state: enough for lists, the sweep and the stall report.
/// The fold keeps it; the store never computes it.
/// </summary>
public sealed record DocumentHead
{
    public required DocumentKey Key { get; init; }

    /// <summary>The number that a person calls it by (Shopify's <c>name</c>, such as #1001).</summary>
    public required string Number { get; init; }

    /// <summary>The status as the REST front shows it, lower case; <c>held</c> while a hold stands.</summary>
    public required string Status { get; init; }

    /// <summary>When the platform must look at it next; null when nothing is left to do without a person.</summary>
    public DateTimeOffset? NextActionAt { get; init; }

    /// <summary>Past this instant an unfinished document counts as stalled; null when it is finished.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Who must act: <c>platform</c>, <c>tenant</c>, or whom policy names; null when it is finished.</summary>
    public string? Owner { get; init; }

    /// <summary>The class of the failure that holds it, lower case; null when it is not held.</summary>
    public string? FailureClass { get; init; }

    /// <summary>One sentence: why it is held, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When the channel last changed it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
