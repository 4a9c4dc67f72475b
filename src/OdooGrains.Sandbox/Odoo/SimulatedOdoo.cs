using OdooGrains.Sandbox.Odoo.Data;
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
    private readonly Credentials _credentials;
    private readonly FrontDoor _door;
    private readonly Automations _automations = new();
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
        _credentials = new Credentials(settings);
        _door = new FrontDoor(settings, _credentials, new CallExecutor(_database, Faults, Journal, time, _automations));
        StandardData.Install(this);
    }

    public OdooSettings Settings { get; }

    public OdooFaults Faults { get; }

    /// <summary>Every write that was committed by a request. Seeding is not journaled.</summary>
    public OdooJournal Journal { get; } = new();

    /// <summary>When HTTP requests came, whatever became of them; without HTTP nobody counts here.</summary>
    public RequestTimes Arrivals { get; } = new();

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
            var answer = _door.Handle(request, _calls);
            var headers = answer.Headers.Where(header => !Settings.KeepAlive || header.Key != "Connection");
            return answer with { Headers = [.. headers, new("Server", Settings.ServerHeader)] };
        }
    }

    /// <summary>Ends the validity of an API key or password: calls with it fail as expired ones do.</summary>
    public void Revoke(string secret)
    {
        lock (_gate) { _credentials.Revoke(secret); }
    }

    /// <summary>Makes a revoked secret valid again.</summary>
    public void Restore(string secret)
    {
        lock (_gate) { _credentials.Restore(secret); }
    }

    /// <summary>Stores a record directly, as data that was there before: no journal entry, no faults.</summary>
    /// <returns>The database id.</returns>
    public int Seed(string model, params IEnumerable<(string Field, object? Value)> values)
    {
        lock (_gate)
        {
            var transaction = new OdooTransaction(_database, UserIds.Robot, CallContext.Empty, _time.GetUtcNow());
            var id = transaction.Create(model, SeedValues.Of(_database.Schema(model), values));
            transaction.Flush();
            return id;
        }
    }

    /// <summary>Changes a record as Odoo's own robot does, outside of any request: no journal entry, no faults.</summary>
    public void Change(string model, int id, params IEnumerable<(string Field, object? Value)> values)
    {
        Act(transaction => transaction.Write(model, id, SeedValues.Of(_database.Schema(model), values)));
    }

    /// <summary>An automation rule of this database: posts to the address whenever a record of the model is created or written.</summary>
    /// <param name="model">Such as stock.picking.</param>
    /// <param name="url">Where to; the only place for a secret.</param>
    /// <param name="fields">What the body tells beside the record's id and model.</param>
    public void Automate(string model, string url, params string[] fields)
    {
        lock (_gate) { _automations.Add(model, url, fields); }
    }

    /// <summary>Takes the posts that rules have sent since the last time; nobody sends them again.</summary>
    public IReadOnlyList<WebhookPost> TakePosts()
    {
        lock (_gate) { return _automations.Take(); }
    }

    /// <summary>What somebody does in the database outside of any request, in a transaction of its own; an exception undoes it.</summary>
    internal void Act(Action<OdooTransaction> act)
    {
        lock (_gate)
        {
            var transaction = new OdooTransaction(_database, UserIds.Robot, CallContext.Empty with { SkipBackorder = true }, _time.GetUtcNow());
            try { act(transaction); }
            catch (Exception)
            {
                transaction.RollbackTo(0);
                throw;
            }

            transaction.Flush();
            _automations.Committed(transaction);
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
}
