using System.Text.Json;

namespace OdooGrains.Connectors.Odoo.Rpc;

/// <summary>What came of a load(), which writes all of its records or none.</summary>
internal abstract record LoadReply
{
    private LoadReply()
    {
    }

    /// <summary>Written and committed.</summary>
    /// <param name="Ids">Database ids, one a record, in their order.</param>
    public sealed record Written(IReadOnlyList<long> Ids) : LoadReply;

    /// <summary>Rolled back; the reasons stand inside an answer of status 200.</summary>
    public sealed record Refused(IReadOnlyList<LoadMessage> Messages) : LoadReply;

    /// <summary>No answer of load(): an exception, a call that was turned away, or nothing readable.</summary>
    public sealed record Ended(OdooReply Reply) : LoadReply;

    /// <exception cref="OdooShapeException">The result is none of load().</exception>
    public static LoadReply Read(JsonElement result, int records)
    {
        if (result.ValueKind is not JsonValueKind.Object || !result.TryGetProperty("ids", out var ids))
        {
            throw new OdooShapeException("result of load()");
        }

        if (ids.ValueKind is not JsonValueKind.Array)
        {
            return new Refused(LoadMessage.All(result));
        }

        var written = OdooRecord.Ids(ids);
        return written.Count == records ? new Written(written) : throw new OdooShapeException($"{records} ids of load()");
    }
}

/// <summary>One reason why load() wrote nothing.</summary>
/// <param name="Record">The record that it blames, from 0; null where it blames none.</param>
/// <param name="Field">The field that it blames.</param>
internal sealed record LoadMessage(string Text, int? Record = null, string? Field = null)
{
    /// <summary>
    /// Whether the record is surely guilty. The first record also gets what the records met together, and what broke the transaction
    /// (odoo/models.py, load: data_list[0]), so there a field must be named too.
    /// </summary>
    public bool IsCertain => Record > 0 || (Record == 0 && Field is not null);

    public static IReadOnlyList<LoadMessage> All(JsonElement result)
        => result.TryGetProperty("messages", out var messages) && messages.ValueKind is JsonValueKind.Array
            ? [.. messages.EnumerateArray().Where(message => message.ValueKind is JsonValueKind.Object).Select(message => Of(new(message)))]
            : [];

    private static LoadMessage Of(OdooRecord message)
        => new(message.Text("message") ?? "", message.Number("record") is { } record && record == decimal.Truncate(record) && record is >= 0 and < int.MaxValue ? (int)record : null, message.Text("field"));
}
