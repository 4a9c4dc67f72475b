using OdooGrains.Sandbox.Odoo.Data;
using OdooGrains.Sandbox.Odoo.Models;

namespace OdooGrains.Sandbox.Odoo.Methods;

/// <summary>The state machine of a sale order: draft or sent → sale, anything → cancel → draft.</summary>
internal static class SaleMethods
{
    public static object? Confirm(MethodCall call)
    {
        var orders = Orders(call);
        if (orders.Exists(order => order.Text("state") is not ("draft" or "sent")))
        {
            throw OdooException.UserError("Some orders are not in a state requiring confirmation.");
        }

        foreach (var order in orders)
        {
            call.Transaction.Write(call.Model, order.Id, new() { ["state"] = "sale", ["date_order"] = call.Transaction.Now });
            Deliveries.Launch(call.Transaction, order);
        }

        return true;
    }

    public static object? Cancel(MethodCall call)
    {
        var orders = Orders(call);
        if (call.Schema.Fields.ContainsKey("locked") && orders.Exists(order => order.Flag("locked"))) { throw OdooException.UserError("You cannot cancel a locked order. Please unlock it first."); }
        if (call.Database.Settings.CancelWizard && !call.Transaction.Context.DisableCancelWarning && orders.Exists(order => order.Text("state") != "draft"))
        {
            return Wizard(orders);
        }

        foreach (var order in orders)
        {
            call.Transaction.Write(call.Model, order.Id, new() { ["state"] = "cancel" });
            Deliveries.Cancel(call.Transaction, order);
            Billing.CancelDrafts(call.Transaction, order);
        }

        return true;
    }

    public static object? QuotationSent(MethodCall call)
    {
        var orders = Orders(call);
        if (orders.Exists(order => order.Text("state") != "draft")) { throw OdooException.UserError("Only draft orders can be marked as sent directly."); }
        foreach (var order in orders) { call.Transaction.Write(call.Model, order.Id, new() { ["state"] = "sent" }); }
        return true;
    }

    public static object? Draft(MethodCall call)
    {
        foreach (var order in Orders(call).Where(order => order.Text("state") is "cancel" or "sent"))
        {
            call.Transaction.Write(call.Model, order.Id, new() { ["state"] = "draft" });
        }

        return true;
    }

    private static List<OdooRecord> Orders(MethodCall call)
    {
        call.Records = call.Ids.Count;
        return [.. call.Ids.Select(id => call.Transaction.Get(call.Model, id))];
    }

    // sale.order._show_cancel_wizard: an action to open a form, and nothing is cancelled. The state tells, not the answer.
    private static Dictionary<string, object?> Wizard(List<OdooRecord> orders) => new()
    {
        ["name"] = "Cancel Sales Order",
        ["view_mode"] = "form",
        ["res_model"] = "sale.order.cancel",
        ["type"] = "ir.actions.act_window",
        ["context"] = new Dictionary<string, object?> { ["default_order_id"] = orders[0].Id },
        ["target"] = "new",
    };
}
