using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>
/// Brings an order into a state and believes only the state: methods of Odoo answer true without having done it (a wizard), and an error
/// where it was done before.
/// </summary>
internal sealed class StateOperation(string method, string verb, Func<OrderInOdoo, bool> isReached, Func<string, EffectResult> result, Func<OrderInOdoo, EffectOutcome?> refuse)
{
    public static readonly StateOperation Confirm = new(
        "action_confirm", "confirmed", order => order.IsConfirmed, id => new OrderConfirmed(id),
        order => order.IsCancelled ? Business("cancelled_in_erp", $"Order {order.Name} was cancelled in Odoo. Set it back to quotation there and retry, or discard the order here.") : null);

    public static readonly StateOperation Cancel = new("action_cancel", "cancelled", order => order.IsCancelled, id => new OrderCancelled(id), _ => null);

    public async Task<EffectOutcome> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var id = Id(effect);
        if (effect.Attempts > 1 || effect.Key.Revision > 1)
        {
            var before = await OrderInOdoo.ReadAsync(calls, id);
            if (Settled(before, effect) is { } settled)
            {
                return settled;
            }
        }

        // Without the context, cancelling a sent or confirmed order answers a wizard and cancels nothing (sale.order._show_cancel_wizard, 16 to 18).
        var reply = await calls.TryWriteAsync(new("sale.order", method) { Ids = [id] }, new JsonObject { ["disable_cancel_warning"] = true });
        if (reply is not (OdooReply.Value or OdooReply.Error))
        {
            throw calls.Stop(reply, isWrite: true);
        }

        var stop = reply is OdooReply.Error ? calls.Stop(reply, isWrite: true) : null;
        if (stop?.Outcome is EffectOutcome.Failed { Failure.Class: not FailureClass.Business })
        {
            throw stop;
        }

        var after = await OrderInOdoo.ReadAsync(calls, id);
        return Settled(after, effect) ?? stop?.Outcome ?? new EffectOutcome.InDoubt($"Odoo answered that the order is {verb}, and its state is {after!.State}.");
    }

    public async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        return await OrderInOdoo.ReadAsync(calls, Id(effect)) is { } order && isReached(order) ? Done(effect) : new EffectOutcome.NotFound();
    }

    private EffectOutcome? Settled(OrderInOdoo? order, Effect effect) => order switch
    {
        null => Business("missing_in_erp", "The order is no longer in Odoo; somebody deleted it. Retry books nothing new: discard it here, or restore it there."),
        _ when isReached(order) => Done(effect),
        _ => refuse(order),
    };

    private EffectOutcome.Done Done(Effect effect) => new(result(ErpId(effect)));

    private static long Id(Effect effect) => long.TryParse(ErpId(effect), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new OdooStopException(new EffectOutcome.Failed(new(FailureClass.Schema, "not_an_id", $"'{ErpId(effect)}' is no id of an Odoo order.")));

    private static string ErpId(Effect effect) => effect.Request switch
    {
        ConfirmOrder confirm => confirm.ErpId,
        CancelOrder cancel => cancel.ErpId,
        _ => throw new ArgumentException($"Effect {effect.Key} carries a {effect.Request.GetType().Name}.", nameof(effect)),
    };

    private static EffectOutcome.Failed Business(string code, string message) => new(new(FailureClass.Business, code, message));
}
