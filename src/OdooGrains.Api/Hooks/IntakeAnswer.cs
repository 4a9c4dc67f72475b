using OdooGrains.Domain.Events;

namespace OdooGrains.Api.Hooks;

/// <summary>What a hook answers.</summary>
public abstract record IntakeAnswer
{
    private IntakeAnswer()
    {
    }

    /// <summary>The event is durable, or it repeats one that is.</summary>
    /// <param name="Event">The id of the stored event; of the first one where this is a duplicate.</param>
    public sealed record Accepted(EventId Event, bool IsDuplicate) : IntakeAnswer;

    /// <summary>There was nothing to store: the sender tries whether the address answers.</summary>
    public sealed record Greeted : IntakeAnswer;

    /// <summary>Nothing is known to be stored.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Code">A stable word for programs.</param>
    /// <param name="Detail">A sentence: value and remedy.</param>
    /// <param name="RetryAfter">When the sender should come again; null where that is of no use.</param>
    public sealed record Refused(int Status, string Code, string Detail, TimeSpan? RetryAfter = null) : IntakeAnswer
    {
        /// <summary>Further header fields, such as those of a rate limit.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
    }
}
