using System.Text.Json;
using OdooGrains.Sandbox.Odoo.Data;
using OdooGrains.Sandbox.Odoo.Methods;
using OdooGrains.Sandbox.Odoo.Models;
using OdooGrains.Sandbox.Odoo.Protocols;

namespace OdooGrains.Sandbox.Odoo;

/// <summary>
/// SIMULATION of one Odoo database behind JSON-2 and JSON-RPC. Synchronous, without I/O and deterministic: the same requests, clock
/// readings and fault seed give the same answers. One call is one transaction. Safe to call from several threads; calls run one by one.
/// </summary>
public sealed class SimulatedOdoo
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly OdooDatabase _database;
    private readonly Contention _contention = new();
    private readonly HashSet<string> _revokedKeys = [];
    private long _calls;

    /// <param name="settings">Version, users, capacity, ….</param>
    /// <param name="time">The clock that write dates and the journal follow.</param>
    /// <param name="faults">What goes wrong; default: nothing.</param>
    public SimulatedOdoo(OdooSettings settings, TimeProvider time, OdooFaults? faults = null)
    {
        Settings = settings;
        _time = time;
        Faults = faults ?? new OdooFaults(0);
        _database = new OdooDatabase(settings);
        StandardData.Install(this);
    }

    public OdooSettings Settings { get; }

    public OdooFaults Faults { get; }

    /// <summary>Every write that was committed by a request. Seeding is not journaled.</summary>
    public OdooJournal Journal { get; } = new();

    /// <summary>Requests handled so far.</summary>
    public long Calls
    {
        get { lock (_gate) { return _calls; } }
    }

    /// <summary>Answers one HTTP request.</summary>
    public OdooAnswer Handle(OdooHttpRequest request)
    {
        lock (_gate)
        {
            _calls++;
            var answer = Route(request);
            var headers = answer.Headers.Where(header => !Settings.KeepAlive || header.Key != "Connection");
            return answer with { Headers = [.. headers, new("Server", Settings.ServerHeader)] };
        }
    }

    /// <summary>Ends the validity of an API key or password: calls with it fail as expired ones do.</summary>
    public void Revoke(string secret)
    {
        lock (_gate) { _revokedKeys.Add(secret); }
    }

    /// <summary>Makes a revoked secret valid again.</summary>
    public void Restore(string secret)
    {
        lock (_gate) { _revokedKeys.Remove(secret); }
    }

    /// <summary>Stores a record directly, as data that was there before: no journal entry, no faults.</summary>
    /// <returns>The database id.</returns>
    public int Seed(string model, params IEnumerable<(string Field, object? Value)> values)
    {
        lock (_gate)
        {
            var transaction = Begin(1, CallContext.Empty);
            var id = transaction.Create(model, SeedValues.Of(_database.Schema(model), values));
            transaction.Flush();
            return id;
        }
    }

    /// <summary>A copy of all records of a model, archived ones too: field name (and <c>id</c>) to value.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Records(string model)
    {
        lock (_gate)
        {
            return [.. _database.Table(model).Records.Select(record => record.ToDictionary())];
        }
    }

    /// <summary>The external id (<c>module.name</c>) of a record, or null.</summary>
    public string? ExternalId(string model, int id)
    {
        lock (_gate) { return _database.ExternalIds.Of(model, id); }
    }

    /// <summary>Sets the next id of a model, so that a replayed recording meets the ids that it names.</summary>
    internal void ContinueIdsAt(string model, int next)
    {
        lock (_gate) { _database.Table(model).ContinueAt(next); }
    }

    private OdooAnswer Route(OdooHttpRequest request)
    {
        if (request.Header("X-Odoo-Database") is { } named && named != Settings.Database && request.Path != JsonRpc.Path) { return WirePage.NoDatabase(); }
        if (request.Path == "/web/version") { return Version(); }
        if (request.Path == JsonRpc.Path) { return HandleJsonRpc(request); }
        if (!request.Path.StartsWith(Json2.Prefix, StringComparison.Ordinal)) { return WirePage.NotFound(); }
        return Settings.Version >= 19 ? HandleJson2(request) : WirePage.Redirect(request.Path);
    }

    private OdooAnswer Version() => Settings.Version >= 19
        ? new Json2().Success(null, new Dictionary<string, object?>
        {
            ["version_info"] = new object?[] { Settings.Version, 0, 0, "final", 0, "" },
            ["version"] = $"{Settings.Version}.0",
        })
        : WirePage.NotFound();

    private OdooAnswer HandleJson2(OdooHttpRequest request)
    {
        if (!IsJson(request))
        {
            return WirePage.WrongType(415, "&#39;http&#39;", "/json/2/&lt;__model__&gt;/&lt;__method__&gt;", "json2", ("Accept", "application/json"));
        }

        try { return Execute(Json2.Read(request, ByKey)); }
        catch (Exception error) when (PythonError(error) is { } python) { return new Json2().Failure(python); }
    }

    private OdooAnswer HandleJsonRpc(OdooHttpRequest request)
    {
        if (!IsJson(request)) { return WrongJsonRpcType(request); }
        JsonDocument document;
        try { document = JsonDocument.Parse(request.Body); }
        catch (JsonException) { return WirePage.Text(400, "Invalid JSON data", ("X-Content-Type-Options", "nosniff")); }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) { return WirePage.Text(400, "Invalid JSON-RPC data", ("X-Content-Type-Options", "nosniff")); }
            var format = new JsonRpc(Settings.Version, document.RootElement.TryGetProperty("id", out var id) ? id : null);
            try
            {
                var parameters = document.RootElement.TryGetProperty("params", out var given) ? given : throw OdooException.Builtin("TypeError", "params");
                var call = JsonRpc.Read(parameters, format, Settings, ByLogin, ByUid, out var common);
                return call is null ? format.Success(null, common!()) with { ServiceTime = Settings.Capacity.ServiceTime("", 0) } : Execute(call);
            }
            catch (Exception error) when (PythonError(error) is { } python) { return format.Failure(python); }
        }
    }

    private OdooAnswer WrongJsonRpcType(OdooHttpRequest request)
    {
        if (Settings.Version < 19) { return WirePage.WrongType(400, "&#39;http&#39;", JsonRpc.Path, "json"); }
        var compatible = request.Header("Content-Type") is null ? "&#39;http&#39;, &#39;json2&#39;" : "&#39;http&#39;";
        return WirePage.WrongType(415, compatible, JsonRpc.Path, "jsonrpc", ("Accept", "application/json, application/json-rpc"));
    }

    private OdooAnswer Execute(RemoteCall call)
    {
        var fault = Faults.Draw(call.Model, call.Method, MethodTable.Writes(call.Method));
        if (fault is not null && FaultAnswers.Before(fault, call, 1) is { } early) { return early; }
        OdooTransaction? transaction = null;
        try { return FaultAnswers.After(fault, Run(call, ref transaction)); }
        catch (Exception error) when (PythonError(error) is { } python)
        {
            transaction?.RollbackTo(0);
            return FaultAnswers.After(fault, call.Format.Failure(python));
        }
    }

    // What a call's arguments break on the way is an error of the call, as in Python; anything else is a mistake of the simulation.
    private static OdooException? PythonError(Exception error) => error switch
    {
        OdooException python => python,
        InvalidOperationException or FormatException or IndexOutOfRangeException or KeyNotFoundException =>
            OdooException.Builtin("TypeError", $"SIMULATION: the call's arguments could not be read: {error.Message}"),
        _ => null,
    };

    private OdooAnswer Run(RemoteCall call, ref OdooTransaction? transaction)
    {
        var user = call.Authenticate();
        var context = CallContext.From(call.Context);
        transaction = Begin(UserIds.Of(Settings, user), context);
        if (context.Language is { } language && language != "en_US") { throw OdooException.UserError($"Invalid language code: {language}"); }
        if (!_database.Knows(call.Model)) { throw call.Format.UnknownModel(call.Model); }
        if (call.Method.StartsWith('_')) { throw OdooException.Access($"Private methods (such as '{call.Model}.{call.Method}') cannot be called remotely."); }
        var spec = MethodTable.Find(call.Model, call.Method) ?? throw call.Format.UnknownMethod(call.Model, call.Method);
        var schema = _database.Schema(call.Model);
        var bound = call.Bind(schema, spec);
        if (spec.Access is { } verb) { AccessRights.Check(Settings, user, schema, verb); }
        var method = new MethodCall(transaction, user, schema, bound.Ids, bound.Named);
        var result = spec.Run(method);
        transaction.Flush();
        return Commit(call, spec, method, result);
    }

    private OdooAnswer Commit(RemoteCall call, MethodSpec spec, MethodCall method, object? result)
    {
        var now = _time.GetUtcNow();
        var busy = Settings.Capacity.ServiceTime(spec.Name, method.Records);
        if (Settings.Contention && method.Transaction.Writes.Count > 0)
        {
            var keys = method.Transaction.Writes.Select(write => (write.Model, write.RecordId)).ToList();
            var wait = _contention.Wait(keys, now);
            if (spec.Name == "load" && wait > TimeSpan.Zero)
            {
                method.Transaction.RollbackTo(0);
                return call.Format.Success(null, LoadMethod.Lost(method.Records)) with { ServiceTime = busy };
            }

            busy += wait;
            _contention.Hold(keys, now + busy, now);
        }

        Journal.Append(now, _calls, spec.Name, method.Transaction.Writes, _database.ExternalIds.Of);
        return call.Format.Success(spec, result) with { ServiceTime = busy };
    }

    private OdooTransaction Begin(int uid, CallContext context) => new(_database, uid, context, _time.GetUtcNow());

    private OdooUser? ByKey(string key) => _revokedKeys.Contains(key) ? null : Settings.Users.FirstOrDefault(user => user.ApiKey == key);

    private OdooUser? ByLogin(string login, string secret) => Settings.Users.FirstOrDefault(user => user.Login == login && Opens(user, secret));

    private OdooUser? ByUid(int uid, string secret) => UserIds.Find(Settings, uid) is { } user && Opens(user, secret) ? user : null;

    private bool Opens(OdooUser user, string secret) => !_revokedKeys.Contains(secret) && (user.Password == secret || user.ApiKey == secret);

    private static bool IsJson(OdooHttpRequest request) =>
        request.Header("Content-Type") is { } type && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
}
