using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Tenants;
using EventId = OdooGrains.Domain.Events.EventId;

namespace OdooGrains.Api.Failures;

/// <summary>The name of something that waits for a person.</summary>
internal abstract record FailureId
{
    private FailureId()
    {
    }

    public sealed record Order(ConnectionId Channel, string Id) : FailureId
    {
        public override string ToString() => $"order:{Channel}:{Id}";
    }

    public sealed record Event(EventId Id) : FailureId
    {
        public override string ToString() => $"event:{Id}";
    }

    /// <summary>Null where it cannot be one.</summary>
    public static FailureId? Parse(string text) => text.Split(':', 3) switch
    {
        ["order", var channel, { Length: > 0 and <= DocumentKey.IdLengthMax } id] when ConnectionId.IsValid(channel) => new Order(new(channel), id),
        ["event", var id] when Guid.TryParseExact(id, "D", out var value) => new Event(new(value)),
        _ => null,
    };
}
