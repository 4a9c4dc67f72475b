namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>The methods that a model answers to.</summary>
internal static class MethodTable
{
    private static readonly Dictionary<string, MethodSpec> Common = new MethodSpec[]
    {
        new("search", true, [new("domain", true), new("offset"), new("limit"), new("order")], ReadMethods.Search) { Access = "access" },
        new("search_count", true, [new("domain", true), new("limit")], ReadMethods.SearchCount) { Access = "access" },
        new("search_read", true, [new("domain"), new("fields"), new("offset"), new("limit"), new("order"), new("load")], ReadMethods.SearchRead)
        {
            Access = "access"
        },
        new("read", false, [new("fields"), new("load")], ReadMethods.Read) { Access = "access" },
        new("fields_get", true, [new("allfields"), new("attributes")], ReadMethods.FieldsGet),
        new("create", true, [new("vals_list", true)], WriteMethods.Create) { Access = "create" },
        new("write", false, [new("vals", true)], WriteMethods.Write) { Access = "modify" },
        new("unlink", false, [], WriteMethods.Unlink) { Access = "delete" },
        new("load", true, [new("fields", true), new("data", true)], LoadMethod.Load) { Access = "modify" },
    }.ToDictionary(spec => spec.Name);

    private static readonly Dictionary<string, MethodSpec> Sale = new MethodSpec[]
    {
        new("action_confirm", false, [], SaleMethods.Confirm) { Access = "modify" },
        new("action_cancel", false, [], SaleMethods.Cancel) { Access = "modify" },
        new("action_quotation_sent", false, [], SaleMethods.QuotationSent) { Access = "modify" },
        new("action_draft", false, [], SaleMethods.Draft) { Access = "modify" },
    }.ToDictionary(spec => spec.Name);

    private static readonly MethodSpec ContextGet = new("context_get", true, [], ReadMethods.ContextGet);

    public static MethodSpec? Find(string model, string method) =>
        Common.GetValueOrDefault(method)
        ?? (model == "sale.order" ? Sale.GetValueOrDefault(method) : null)
        ?? (model == "res.users" && method == "context_get" ? ContextGet : null);

    public static bool Writes(string method) =>
        method is "create" or "write" or "unlink" or "load" || method.StartsWith("action_", StringComparison.Ordinal);
}
