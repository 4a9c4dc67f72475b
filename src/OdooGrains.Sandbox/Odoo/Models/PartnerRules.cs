using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Models;

/// <summary>Partners: a contact needs a name; addresses are children by type.</summary>
internal sealed class PartnerRules() : ModelRules("res.partner")
{
    public override void Saved(OdooTransaction transaction, OdooRecord record)
    {
        if (record.Text("type") is "contact" or null && record.Text("name") is null)
        {
            throw OdooException.Validation("The operation cannot be completed: Contacts require a name");
        }

        transaction.Compute(
            Model, record,
            ("complete_name", DisplayName(transaction.Database, record)),
            ("email_normalized", Normalized(record.Text("email"))));
    }

    public override string? DisplayName(OdooDatabase database, OdooRecord record)
    {
        var own = record.Text("name") ?? TypeLabel(database, record.Text("type"));
        return database.Find(Model, record.Reference("parent_id")) is { } parent ? $"{parent.Text("name")}, {own}" : own;
    }

    /// <summary>The child of an address type, or the partner itself: Odoo's address_get for one level.</summary>
    public static int Address(OdooDatabase database, OdooRecord partner, string type) =>
        partner.Text("type") == type
            ? partner.Id
            : partner.List("child_ids").Select(id => database.Find("res.partner", id)).FirstOrDefault(child => child?.Text("type") == type)?.Id ?? partner.Id;

    private static string TypeLabel(OdooDatabase database, string? type) =>
        database.Schema("res.partner").Fields["type"].Selection.FirstOrDefault(option => option.Value == type).Label ?? "";

    private static string? Normalized(string? email) =>
        email is not null && email.Count(letter => letter == '@') == 1 ? email.Trim().ToLowerInvariant() : null;
}
