using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>External ids: unique by (module, name), the one uniqueness that a middleware can lean on.</summary>
internal sealed class ExternalIdRules() : ModelRules("ir.model.data")
{
    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        var (module, name) = (record.Text("module"), record.Text("name"));
        var complete = $"{module}.{name}";
        if (transaction.Database.ExternalIds.Find(complete) is { } other && other.Row != record.Id)
        {
            throw OdooException.Validation(
                "The operation cannot be completed: duplicate key value violates unique constraint \"ir_model_data_module_name_uniq_index\"\n"
                + $"DETAIL:  Key (module, name)=({module}, {name}) already exists.\n");
        }

        if (record.Text("complete_name") is not null) { return; }
        transaction.Compute(Model, record, ("complete_name", complete));
        transaction.IndexExternalId(complete, record.Text("model")!, record["res_id"] as int? ?? 0, record.Id);
    }

    public override void Writing(OdooTransaction transaction, OdooRecord record, Dictionary<string, object?> values)
    {
        if (values.ContainsKey("module") || values.ContainsKey("name") || values.ContainsKey("res_id") || values.ContainsKey("model"))
        {
            throw OdooException.UserError("SIMULATION: renaming or re-pointing an external id is not simulated; unlink it and create another.");
        }
    }

    public override void Unlinking(OdooTransaction transaction, OdooRecord record) =>
        throw OdooException.UserError("SIMULATION: unlink of an external id alone is not simulated; unlink its record.");
}
