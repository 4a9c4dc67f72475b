namespace OdooGrains.Sandbox.Odoo;

/// <summary>One committed write of one record, for an audit that trusts nobody else's books.</summary>
/// <param name="Sequence">Position in the order of commits, from 1.</param>
/// <param name="Time">When the transaction was committed, UTC.</param>
/// <param name="Call">Number of the request that did it, from 1; all entries of one transaction share it.</param>
/// <param name="Method">The called method: load, create, write, action_confirm, ….</param>
/// <param name="Operation">create, write or unlink.</param>
/// <param name="Model">Odoo's model name.</param>
/// <param name="RecordId">Database id.</param>
/// <param name="ExternalId"><c>module.name</c> where the record has one.</param>
/// <param name="Values">What was written: numbers as decimal, many2one as int, null where unset.</param>
public sealed record JournalEntry(
    long Sequence,
    DateTimeOffset Time,
    long Call,
    string Method,
    string Operation,
    string Model,
    int RecordId,
    string? ExternalId,
    IReadOnlyDictionary<string, object?> Values);

/// <summary>Every committed write, in order. Safe to read while the simulation runs.</summary>
public sealed class OdooJournal
{
    private readonly Lock _gate = new();
    private readonly List<JournalEntry> _entries = [];

    /// <summary>A copy of what is committed so far.</summary>
    public IReadOnlyList<JournalEntry> Entries
    {
        get { lock (_gate) { return [.. _entries]; } }
    }

    public long Count
    {
        get { lock (_gate) { return _entries.Count; } }
    }

    /// <summary>How often a record of the model was created under an external id. More than one is a broken promise of Odoo's own.</summary>
    public int Creates(string model, string externalId) =>
        Entries.Count(entry => entry.Operation == "create" && entry.Model == model && entry.ExternalId == externalId);

    internal void Append(DateTimeOffset time, long call, string method, IEnumerable<PendingWrite> writes, Func<string, int, string?> externalId)
    {
        lock (_gate)
        {
            foreach (var write in writes)
            {
                var name = write.ExternalId ?? externalId(write.Model, write.RecordId);
                _entries.Add(new JournalEntry(_entries.Count + 1, time, call, method, write.Operation, write.Model, write.RecordId, name, write.Values));
            }
        }
    }
}

internal sealed record PendingWrite(string Operation, string Model, int RecordId, IReadOnlyDictionary<string, object?> Values, string? ExternalId = null);
