using System.Text.Json;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>Ends an operation with an outcome, from however deep; caught in one place, <see cref="OdooCalls.EndAsync"/>.</summary>
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

    public async Task<JsonElement> ReadAsync(OdooCall call, JsonObject? context = null)
    {
        var reply = await Session.Protocol.CallAsync(call with { Context = Context(context) }, cancellation);
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

    /// <summary>The records that are there, in one call.</summary>
    public async Task<IReadOnlyList<OdooRecord>> ReadAllAsync(string model, IReadOnlyList<long> ids, params string[] fields)
        => OdooRecord.All(await ReadAsync(new(model, "read") { Ids = ids, Options = [("fields", Names(fields))] }));

    public async Task<OdooRecord?> ReadOneAsync(string model, long id, params string[] fields)
        => await ReadAllAsync(model, [id], fields) is [var found, ..] ? found : null;

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
            return new OdooReply.Refused(new(FailureClass.Transient, "too_slow", "Odoo answered so slowly that the write was not begun."));
        }

        var reply = await Session.Protocol.CallAsync(call with { Context = Context(context), Timeout = OdooLimits.WriteTimeout }, cancellation);
        HasWritten |= reply is OdooReply.Value or OdooReply.Unclear;
        return reply;
    }

    /// <summary>
    /// A write that prepares the one that counts, such as opening a wizard: whatever ends it, the effect is not done by it, so a refusal is a
    /// refusal also after others were written.
    /// </summary>
    public async Task<JsonElement> PrepareAsync(OdooCall call, JsonObject? context = null)
        => await TryWriteAsync(call, context) is var reply && reply is OdooReply.Value value ? value.Json : throw new OdooStopException(OfWrite(reply));

    /// <summary>The id of a record that a create() or a wizard's action names.</summary>
    public async Task<long> CreateAsync(string model, JsonObject values, JsonObject? context = null)
        => OdooRecord.Ids(await PrepareAsync(new(model, "create") { Arguments = [("vals_list", new JsonArray(values))] }, context)) is [var id] ? id : throw new OdooShapeException("one id of create()");

    /// <summary>
    /// A write that counts, and what a read then says of it: methods of Odoo answer true, false or an action without telling whether they did
    /// it, and an error where it was done before.
    /// </summary>
    /// <param name="reached">The result, where the records are as wanted; null where they are not.</param>
    /// <param name="otherwise">The outcome where Odoo answered and the records are not as wanted.</param>
    public async Task<EffectOutcome> VerifiedAsync(OdooCall call, JsonObject? context, Func<Task<EffectResult?>> reached, Func<JsonElement, EffectOutcome> otherwise)
    {
        var reply = await TryWriteAsync(call, context);
        var outcome = reply is OdooReply.Value value ? otherwise(value.Json) : OfWrite(reply);
        if (reply is OdooReply.Refused or OdooReply.Unclear)
        {
            return outcome;
        }

        EffectResult? result = null;
        var end = await EndAsync(async () => result = await reached());
        return result is null ? end ?? outcome : new EffectOutcome.Done(result);
    }

    /// <summary>A load() whose refusal ends the operation.</summary>
    public async Task<IReadOnlyList<long>> LoadAsync(string model, LoadTable table) => await TryLoadAsync(model, table) switch
    {
        LoadReply.Written written => written.Ids,
        LoadReply.Refused refused => throw new OdooStopException(new EffectOutcome.Failed(OdooErrors.OfLoad(refused.Messages, Session.Secrets))),
        LoadReply.Ended ended => throw Stop(ended.Reply, isWrite: true),
        var reply => throw new InvalidOperationException($"Reply {reply} is not known."),
    };

    /// <summary>A load() whose refusal the caller looks at.</summary>
    public async Task<LoadReply> TryLoadAsync(string model, LoadTable table)
    {
        var reply = await TryWriteAsync(new(model, "load") { Arguments = [("fields", Names([.. table.Columns])), ("data", table.Data())] });
        try
        {
            var load = reply is OdooReply.Value { Json: var result } ? LoadReply.Read(result, table.Records) : new LoadReply.Ended(reply);
            if (load is LoadReply.Refused refused && refused.Messages.Any(message => message.Text.Contains("No matching record found", StringComparison.Ordinal)))
            {
                // Something that was remembered is gone; the next attempt reads it anew.
                Session.Memory.Forget();
            }

            return load;
        }
        catch (OdooShapeException shape)
        {
            return new LoadReply.Ended(new OdooReply.Unclear(shape.Message));
        }
    }

    /// <summary>The outcome with which the run ends early; null where it goes through.</summary>
    public async Task<EffectOutcome?> EndAsync(Func<Task> run)
    {
        try
        {
            await run();
            return null;
        }
        catch (OdooStopException stop)
        {
            return stop.Outcome;
        }
        catch (OdooShapeException shape)
        {
            return Stop(new OdooReply.Unclear(shape.Message), isWrite: false).Outcome;
        }
    }

    /// <summary>How the operation ends where a call did not answer a value.</summary>
    public OdooStopException Stop(OdooReply reply, bool isWrite)
        => new(HasWritten ? new EffectOutcome.InDoubt(FailureOf(reply).Message) : isWrite ? OfWrite(reply) : new EffectOutcome.Failed(FailureOf(reply)));

    /// <summary>What became of this one write, whatever else the attempt has written.</summary>
    public EffectOutcome OfWrite(OdooReply reply) => reply is OdooReply.Unclear unclear ? new EffectOutcome.InDoubt(unclear.Reason) : new EffectOutcome.Failed(FailureOf(reply));

    private JsonObject Context(JsonObject? more)
    {
        var all = OdooSession.Context(Company);
        foreach (var (name, value) in more ?? [])
        {
            all[name] = value?.DeepClone();
        }

        return all;
    }

    private Failure FailureOf(OdooReply reply) => reply switch
    {
        OdooReply.Error error => OdooErrors.Classify(error.Name, error.Message, Session.Secrets),
        OdooReply.Refused refused => refused.Failure,
        OdooReply.Unclear unclear => new(FailureClass.Transient, "no_answer", unclear.Reason),
        _ => throw new InvalidOperationException("A value stops nothing."),
    };

    private static JsonArray Names(string[] names) => new([.. names.Select(name => (JsonNode)name)]);
}
