namespace OdooGrains.Sandbox.Odoo.Data;

/// <summary>Longer messages whose words differ by version; 18 and 19 as recorded, 16 and 17 taken as 18.</summary>
internal static class Messages
{
    public const string Serialization = "could not serialize access due to concurrent update\n";

    public static string MandatoryOnWrite(int version, ModelSchema schema, FieldSchema field) => version >= 19
        ? $"The operation cannot be completed: {MandatoryNineteen(schema, field)}"
        : "The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. "
            + $"If possible, archive it instead.\n\nModel: {schema.Label} ({schema.Name})\nField: {field.Label} ({field.Name})\n";

    public static string MandatoryOnLoad(int version, ModelSchema schema, FieldSchema field) => version >= 19
        ? MandatoryNineteen(schema, field)
        : $"Missing required value for the field '{field.Label}' ({field.Name})";

    public static string AccessRefused(string verb, ModelSchema schema) =>
        $"You are not allowed to {verb} '{schema.Label}' ({schema.Name}) records.\n\nThis operation is allowed for the following groups:\n"
        + string.Concat(schema.AccessGroups.Select(group => $"\t- {group}\n"))
        + "\nContact your administrator to request access if necessary.";

    private static string MandatoryNineteen(ModelSchema schema, FieldSchema field) =>
        $"Missing required value for the field '{field.Label}' ({field.Name}).\nModel: '{schema.Label}' ({schema.Name})\n"
        + "- create/update: a mandatory field is not set\n- delete: another model requires the record being deleted, you can archive it instead\n";
}
