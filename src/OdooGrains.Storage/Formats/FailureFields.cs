using System.Text.Json;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Failures;

namespace OdooGrains.Storage.Formats;

/// <summary>
/// Reads the few facts of a document's state that lists need. Stores hand them out as the text of one JSON array, in the order of <see cref="Paths"/>:
/// an amount must not pass through a floating-point number.
/// </summary>
internal static class FailureFields
{
    /// <summary>What the array holds, as paths into the state.</summary>
    public static IReadOnlyList<string> Paths { get; } = ["hold.code", "hold.since", "erp.value", "order.currency", "order.total"];

    /// <summary>Between the fields of one effect, and between effects; neither stands in a step, a connection's id or a status.</summary>
    public const char FieldEnd = '|', EffectEnd = ',';

    public static FailedDocument Failed(DocumentKey key, string number, string? @class, string? reason, string? owner, DateTimeOffset updatedAt, string facts, string? step)
    {
        using var json = JsonDocument.Parse(facts);
        return new()
        {
            Key = key,
            Number = number,
            Class = @class is null ? FailureClass.Business : Words<FailureClass>.Parse(@class),
            Code = Text(json, 0),
            Step = step ?? FailureSteps.Document,
            Reason = reason ?? "",
            Owner = owner ?? "",
            Since = json.RootElement[1] is { ValueKind: JsonValueKind.String } since ? since.GetDateTimeOffset() : updatedAt,
            Erp = Text(json, 2) is { } erp ? new(erp) : null,
            Currency = Text(json, 3) ?? "",
            Total = Amount(json),
        };
    }

    public static Footprint Footprint(DocumentKey key, string status, string? @class, DateTimeOffset updatedAt, string facts, string? effects)
    {
        using var json = JsonDocument.Parse(facts);
        return new()
        {
            Key = key,
            Status = status,
            Class = @class is null ? null : Words<FailureClass>.Parse(@class),
            UpdatedAt = updatedAt,
            Currency = Text(json, 3) ?? "",
            Total = Amount(json),
            Effects = [.. (effects ?? "").Split(EffectEnd, StringSplitOptions.RemoveEmptyEntries).Select(Trace)],
        };
    }

    private static string? Text(JsonDocument facts, int index) => facts.RootElement[index] is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static decimal Amount(JsonDocument facts) => facts.RootElement[4] is { ValueKind: JsonValueKind.Number } total ? total.GetDecimal() : 0;

    private static EffectTrace Trace(string text)
    {
        var fields = text.Split(FieldEnd);
        return new(fields[0], new(fields[1]), Words<EffectStatus>.Parse(fields[2]), fields[3] == "1");
    }
}
