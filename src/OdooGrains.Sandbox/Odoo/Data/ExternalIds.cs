namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>Index over ir.model.data: external id to record and back.</summary>
internal sealed class ExternalIds
{
    private readonly Dictionary<string, (string Model, int Id, int Row)> _byName = [];
    private readonly Dictionary<(string Model, int Id), string> _byRecord = [];

    public (string Model, int Id, int Row)? Find(string name) => _byName.TryGetValue(name, out var found) ? found : null;

    public string? Of(string model, int id) => _byRecord.GetValueOrDefault((model, id));

    public void Add(string name, string model, int id, int row)
    {
        _byName.Add(name, (model, id, row));
        _byRecord.TryAdd((model, id), name);
    }

    public void Remove(string name)
    {
        if (!_byName.Remove(name, out var found)) { return; }
        if (_byRecord.GetValueOrDefault((found.Model, found.Id)) == name) { _byRecord.Remove((found.Model, found.Id)); }
    }
}
