namespace OdooGrains.Domain.Events;

/// <summary>The id of an accepted event. Ids of one process ascend in the order of arrival, so they also break ties.</summary>
public readonly record struct EventId(Guid Value) : IComparable<EventId>
{
    public static EventId Parse(string text) => Guid.TryParse(text, out var value)
        ? new(value)
        : throw new ArgumentException($"Event id '{text}' must be a UUID, as POST /v1/hooks answered it.", nameof(text));

    public int CompareTo(EventId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("D");

    public static bool operator <(EventId left, EventId right) => left.CompareTo(right) < 0;

    public static bool operator >(EventId left, EventId right) => left.CompareTo(right) > 0;

    public static bool operator <=(EventId left, EventId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EventId left, EventId right) => left.CompareTo(right) >= 0;
}
