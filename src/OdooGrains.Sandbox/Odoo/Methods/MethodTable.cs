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
        new("get_external_id", false, [], ReadMethods.ExternalIds) { Access = "access" },
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

    private static readonly Dictionary<(string Model, string Method), MethodSpec> Business = new (string Model, MethodSpec Spec)[]
    {
        ("stock.picking", new("button_validate", false, [], PickingMethods.Validate) { Access = "modify" }),
        ("stock.picking", new("action_assign", false, [], PickingMethods.Assign) { Access = "modify" }),
        ("stock.picking", new("action_cancel", false, [], PickingMethods.Cancel) { Access = "modify" }),
        ("stock.quant", new("action_apply_inventory", false, [], PickingMethods.ApplyInventory) { Access = "modify" }),
        // 18 renamed it; the older name is gone there.
        ("stock.return.picking", new("create_returns", false, [], PickingMethods.Return) { Access = "modify", Until = 17 }),
        ("stock.return.picking", new("action_create_returns", false, [], PickingMethods.Return) { Access = "modify", Since = 18 }),
        ("sale.advance.payment.inv", new("create_invoices", false, [], InvoiceMethods.CreateInvoices) { Access = "modify" }),
        ("account.move", new("action_post", false, [], InvoiceMethods.Post) { Access = "modify" }),
        ("account.move", new("button_cancel", false, [], InvoiceMethods.Cancel) { Access = "modify" }),
        ("account.payment.register", new("action_create_payments", false, [], InvoiceMethods.CreatePayments) { Access = "modify" }),
        ("account.move.reversal", new("refund_moves", false, [], InvoiceMethods.Refund) { Access = "modify" }),
    }.ToDictionary(entry => (entry.Model, entry.Spec.Name), entry => entry.Spec);

    private static readonly HashSet<string> Reads = ["search", "search_count", "search_read", "read", "fields_get", "get_external_id", "context_get"];

    private static readonly MethodSpec ContextGet = new("context_get", true, [], ReadMethods.ContextGet);

    public static MethodSpec? Find(int version, string model, string method) =>
        Common.GetValueOrDefault(method)
        ?? (Business.GetValueOrDefault((model, method)) is { } spec && version >= spec.Since && version <= spec.Until ? spec : null)
        ?? (model == "sale.order" ? Sale.GetValueOrDefault(method) : null)
        ?? (model == "res.users" && method == "context_get" ? ContextGet : null);

    public static bool Writes(string method) => !Reads.Contains(method);
}
