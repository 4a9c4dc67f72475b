using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>A wizard remembers the records that its context names (<c>active_ids</c>) in its read-only to-many field.</summary>
internal sealed class ActiveRecordRules(string model) : ModelRules(model)
{
    public override void Defaults(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        var field = transaction.Database.Schema(Model).Ordered.First(field => field is { Kind: FieldKind.Many2Many, Readonly: true });
        record[field.Name] = transaction.Context.ActiveIds.ToArray();
    }

    /// <summary>The records that a wizard works on.</summary>
    public static int[] Of(OdooTransaction transaction, OdooRecord wizard) =>
        wizard.List(transaction.Database.Schema(wizard.Model).Ordered.First(field => field is { Kind: FieldKind.Many2Many, Readonly: true }).Name);
}
