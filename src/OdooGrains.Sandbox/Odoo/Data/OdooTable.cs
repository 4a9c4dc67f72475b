namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>The records of one model, in the order of their ids. Ids are never given again, also after a rollback.</summary>
internal sealed class OdooTable(ModelSchema schema)
{
    private readonly SortedDictionary<int, OdooRecord> _records = [];
    private int _lastId;

    public ModelSchema Schema { get; } = schema;

    public IEnumerable<OdooRecord> Records => _records.Values;

    public OdooRecord? Find(int id) => _records.GetValueOrDefault(id);

    public OdooRecord New() => new(Schema, ++_lastId);

    /// <summary>The next record gets this id, or the first behind those that are there.</summary>
    public void ContinueAt(int next) => _lastId = Math.Max(_records.Keys.LastOrDefault(), next - 1);

    public void Put(OdooRecord record) => _records[record.Id] = record;

    public void Remove(int id) => _records.Remove(id);
}
