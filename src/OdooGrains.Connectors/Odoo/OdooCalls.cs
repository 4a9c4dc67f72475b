using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Ends an operation with an outcome, from however deep; caught in one place, <see cref="OdooOutbound"/>.</summary>
internal sealed class OdooStopException(EffectOutcome outcome) : Exception(outcome.ToString())
{
    public const string SettingMissing = "setting_missing";

    public EffectOutcome Outcome { get; } = outcome;

    public static OdooStopException Business(string code, string message) => new(new EffectOutcome.Failed(new(FailureClass.Business, code, message)));

    /// <summary>A setting is missing; the order waits until it is made.</summary>
    public static OdooStopException Setting(string setting, string message) => Business(SettingMissing, $"{message} Set '{setting}' of the Odoo connection, or run its test again.");
}

/// <summary>
/// The calls of one attempt. Knows whether a write may have taken effect in it: until then whatever goes wrong is surely not done, from
/// then on it is in doubt.
/// </summary>
internal sealed class OdooCalls(OdooSession session, CancellationToken cancellation)
{
    private readonly long _start = session.Time.GetTimestamp();

    public OdooSession Session { get; } = session;

    /// <summary>Set once it is known; every call then sees this company's records only.</summary>
    public long? Company { get; set; }

    public bool HasWritten { get; private set; }

    public async Task<JsonElement> ReadAsync(OdooCall call)
    {
        var reply = await Session.Protocol.CallAsync(call with { Context = OdooSession.Context(Company) }, cancellation);
        return reply is OdooReply.Value value ? value.Json : throw Stop(reply, isWrite: false);
    }

    public async Task<IReadOnlyList<OdooRecord>> SearchAsync(string model, JsonArray domain, string[] fields, int limit = 0, string order = "id asc")
    {
        List<(string, JsonNode?)> options = [("fields", Names(fields)), ("order", order)];
        if (limit > 0)
        {
            options.Add(("limit", limit));
        }

        return OdooRecord.All(await ReadAsync(new(model, "search_read") { Arguments = [("domain", domain)], Options = options }));
    }

    public async Task<OdooRecord?> ReadOneAsync(string model, long id, params string[] fields)
    {
        var found = OdooRecord.All(await ReadAsync(new(model, "read") { Ids = [id], Options = [("fields", Names(fields))] }));
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>A write whose exceptions end the operation.</summary>
    public async Task<JsonElement> WriteAsync(OdooCall call, JsonObject? context = null)
    {
        var reply = await TryWriteAsync(call, context);
        return reply is OdooReply.Value value ? value.Json : throw Stop(reply, isWrite: true);
    }

    /// <summary>A write whose exceptions the caller looks at.</summary>
    public async Task<OdooReply> TryWriteAsync(OdooCall call, JsonObject? context = null)
    {
        if (Session.Time.GetElapsedTime(_start) > OdooLimits.WriteStartsWithin)
        {
            throw Stop(new OdooReply.Refused(new(FailureClass.Transient, "too_slow", "Odoo answered so slowly that the write was not begun.")), isWrite: true);
        }

        var all = OdooSession.Context(Company);
        foreach (var (name, value) in context ?? [])
        {
            all[name] = value?.DeepClone();
        }

        var reply = await Session.Protocol.CallAsync(call with { Context = all, Timeout = OdooLimits.WriteTimeout }, cancellation);
        HasWritten |= reply is OdooReply.Value or OdooReply.Unclear;
        return reply;
    }

    /// <summary>load(): its errors stand inside the result, and each record must have come back.</summary>
    public async Task<IReadOnlyList<long>> LoadAsync(string model, LoadTable table)
    {
        var reply = await TryWriteAsync(new(model, "load") { Arguments = [("fields", Names([.. table.Columns])), ("data", table.Data())] });
        if (reply is not OdooReply.Value { Json: var result })
        {
            throw Stop(reply, isWrite: true);
        }

        if (result.ValueKind is not JsonValueKind.Object || !result.TryGetProperty("ids", out var ids))
        {
            throw new OdooShapeException("result of load()");
        }

        if (ids.ValueKind is JsonValueKind.Array)
        {
            var loaded = OdooRecord.Ids(ids);
            return loaded.Count == table.Records ? loaded : throw new OdooShapeException($"{table.Records} ids of load()");
        }

        var messages = Messages(result);
        if (messages.Any(message => message.Contains("No matching record found", StringComparison.Ordinal)))
        {
            // Something that was remembered is gone; the next attempt reads it anew.
            Session.Memory.Forget();
        }

        throw new OdooStopException(new EffectOutcome.Failed(OdooErrors.OfLoad(messages, Session.Secrets)));
    }

    /// <summary>How the operation ends where a call did not answer a value.</summary>
    public OdooStopException Stop(OdooReply reply, bool isWrite)
    {
        var failure = reply switch
        {
            OdooReply.Error error => OdooErrors.Classify(error.Name, error.Message, Session.Secrets),
            OdooReply.Refused refused => refused.Failure,
            OdooReply.Unclear unclear => new(FailureClass.Transient, "no_answer", unclear.Reason),
            _ => throw new InvalidOperationException("A value stops nothing."),
        };
        var isInDoubt = HasWritten || (isWrite && reply is OdooReply.Unclear);
        return new(isInDoubt ? new EffectOutcome.InDoubt(failure.Message) : new EffectOutcome.Failed(failure));
    }

    private static List<string> Messages(JsonElement result)
        => result.TryGetProperty("messages", out var messages) && messages.ValueKind is JsonValueKind.Array
            ? [.. messages.EnumerateArray().Where(message => message.ValueKind is JsonValueKind.Object).Select(message => new OdooRecord(message).Text("message") ?? "")]
            : [];

    private static JsonArray Names(string[] names) => new([.. names.Select(name => (JsonNode)name)]);
}
