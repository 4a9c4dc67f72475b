using OdooGrains.Sandbox.Odoo.Models;

namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>The committed state: tables, external ids and the sequence of order names.</summary>
internal sealed class OdooDatabase
{
    private readonly Dictionary<string, OdooTable> _tables;
    private readonly Dictionary<string, ModelRules> _rules;
    private readonly Dictionary<string, int> _sequences = [];

    public OdooDatabase(OdooSettings settings)
    {
        Settings = settings;
        _tables = Schemas.Of(settings).ToDictionary(schema => schema.Name, schema => new OdooTable(schema));
        _rules = ModelRules.All(settings).ToDictionary(rules => rules.Model);
    }

    public OdooSettings Settings { get; }

    public int Version => Settings.Version;

    public ExternalIds ExternalIds { get; } = new();

    public bool Knows(string model) => _tables.ContainsKey(model);

    public OdooTable Table(string model) => _tables[model];

    public ModelSchema Schema(string model) => _tables[model].Schema;

    public ModelRules Rules(string model) => _rules.GetValueOrDefault(model) ?? ModelRules.None;

    /// <summary>S00001, WH/OUT/00001, …; as PostgreSQL's sequences, not given back by a rollback.</summary>
    public string NextName(string prefix)
    {
        var number = _sequences[prefix] = _sequences.GetValueOrDefault(prefix) + 1;
        return $"{prefix}{number:00000}";
    }

    public OdooRecord? Find(string model, int? id) => id is { } key ? Table(model).Find(key) : null;
}
