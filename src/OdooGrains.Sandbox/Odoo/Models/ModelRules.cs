using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>What a model does beside storing: defaults, checks, computed fields, its display name. The base does nothing special.</summary>
internal class ModelRules(string model)
{
    public static ModelRules None { get; } = new("");

    public string Model { get; } = model;

    public static IReadOnlyList<ModelRules> All(OdooSettings settings) =>
        [
            new PartnerRules(), new ProductRules(), new TaxRules(settings), new SaleOrderRules(settings), new SaleLineRules(settings.Version),
            new ExternalIdRules(), new PickingRules(), new PickingTypeRules(), new LocationRules(), new MoveRules(), new QuantRules(), new InvoiceRules(settings), new InvoiceLineRules(),
            new ReturnRules(settings.Version), new ActiveRecordRules("account.payment.register"), new ActiveRecordRules("account.move.reversal"),
            new ActiveRecordRules("sale.advance.payment.inv"),
        ];

    /// <summary>Before a create: the record that takes the values instead, where the model merges equal ones.</summary>
    public virtual int? Merge(OdooTransaction transaction, Dictionary<string, object?> values) => null;

    /// <summary>Before a create: may complete or refuse the given values.</summary>
    public virtual void Preparing(OdooTransaction transaction, Dictionary<string, object?> values) { }

    /// <summary>After the given values are assigned: fills what was not given.</summary>
    public virtual void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values) { }

    /// <summary>Before a write: may refuse it.</summary>
    public virtual void Writing(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values) { }

    /// <summary>After a create or write: constraints, and marking what must be computed.</summary>
    public virtual void Saved(OdooTransaction transaction, OdooRecord record) { }

    /// <summary>Before an unlink: may refuse it.</summary>
    public virtual void Unlinking(OdooTransaction transaction, OdooRecord record) { }

    /// <summary>After an unlink.</summary>
    public virtual void Unlinked(OdooTransaction transaction, OdooRecord record) { }

    /// <summary>Computes the stored, derived fields of a record that was marked stale.</summary>
    public virtual void Compute(OdooTransaction transaction, OdooRecord record) { }

    /// <summary>The value of a field that is not stored.</summary>
    public virtual object? Read(OdooTransaction transaction, OdooRecord record, string field) =>
        throw new InvalidOperationException($"Field {Model}.{field} is not stored, and nothing computes it.");

    public virtual string? DisplayName(OdooDatabase database, OdooRecord record) => record.Text("name");
}
