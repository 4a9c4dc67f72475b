using OdooGrains.Sandbox.Odoo.Data;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>Who may do what: an administrator everything, a salesman what a sale needs.</summary>
internal static class AccessRights
{
    private static readonly HashSet<string> SalesmanWrites = ["res.partner", "sale.order", "sale.order.line"];

    public static void Check(OdooSettings settings, OdooUser user, ModelSchema schema, string verb)
    {
        if (!Allowed(settings, user, schema.Name, verb)) { throw OdooException.Access(Messages.AccessRefused(verb, schema)); }
    }

    private static bool Allowed(OdooSettings settings, OdooUser user, string model, string verb)
    {
        if (user.Role == OdooRole.Administrator) { return true; }
        if (verb == "access") { return !(model == "ir.model.data" || model.StartsWith("account.", StringComparison.Ordinal)) || model == "account.tax" || (model == "ir.model.data" && settings.SalesmanReadsExternalIds); }
        return SalesmanWrites.Contains(model) && (verb != "delete" || model == "sale.order.line");
    }
}
