using System.Text.Json;
using System.Text.Json.Serialization;
using OdooGrains.Domain.Alerts;

namespace OdooGrains.Grains.Alerts;

/// <summary>The JSON of a webhook. Made from what never changes, so that every attempt sends the same bytes.</summary>
/// <param name="Type">alert.raised or alert.ended.</param>
/// <param name="Timestamp">When it was raised or ended.</param>
internal sealed record AlertBody(string Type, DateTimeOffset Timestamp, AlertData Data)
{
    public static byte[] Of(Alert alert, AlertEvent what)
    {
        var endedAt = what is AlertEvent.Ended ? alert.EndedAt : null;
        var (kind, type) = (alert.Key.Kind.ToString().ToLowerInvariant(), $"alert.{what.ToString().ToLowerInvariant()}");
        var data = new AlertData(alert.Id.ToString(), alert.Key.Tenant.Value, kind, alert.Key.Subject, alert.Owner, alert.Since, alert.RaisedAt, endedAt);
        return JsonSerializer.SerializeToUtf8Bytes(new(type, endedAt ?? alert.RaisedAt, data), AlertJson.Default.AlertBody);
    }
}

/// <param name="Kind">stall, hold, breaker or auth.</param>
/// <param name="Subject">The connection, or <c>channel/id</c> of the order.</param>
/// <param name="Owner">Whom the order was for when it was raised; none of a connection.</param>
internal sealed record AlertData(string Id, string Tenant, string Kind, string Subject, string? Owner, DateTimeOffset Since, DateTimeOffset RaisedAt, DateTimeOffset? EndedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertBody))]
internal sealed partial class AlertJson : JsonSerializerContext;
