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

    /// <summary>One call for all orders, which is one transaction; the state of each decides its outcome.</summary>
    public async Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, IReadOnlyList<Effect> effects)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var batch = new OdooBatch(effects);
        foreach (var effect in effects.Where(effect => Id(effect) is null))
        {
            batch.Settle(effect, NoId(effect));
        }

        await SettleByStateAsync(calls, batch, [.. batch.Open.Where(effect => !effect.IsFresh)]);
        if (batch.Open is [_, ..] open)
        {
            await ChangeAsync(calls, batch, open);
        }

        return batch.Outcomes;
    }

    public async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        return Id(effect) is not { } id ? NoId(effect)
            : await OrderInOdoo.ReadAsync(calls, id) is { } order && isReached(order) ? Done(effect)
            : new EffectOutcome.NotFound();
    }

    private async Task ChangeAsync(OdooCalls calls, OdooBatch batch, IReadOnlyList<Effect> open)
    {
        // Without the context, cancelling a sent or confirmed order answers a wizard and cancels nothing (sale.order._show_cancel_wizard, 16 to 18).
        var reply = await calls.TryWriteAsync(new("sale.order", method) { Ids = [.. open.Select(effect => Id(effect)!.Value)] }, new JsonObject { ["disable_cancel_warning"] = true });
        var refusal = reply is OdooReply.Value ? null : calls.Stop(reply, isWrite: true).Outcome;
        if (refusal is null or EffectOutcome.Failed { Failure.Class: FailureClass.Business })
        {
            // The states tell what was done, what was done before, and what can never be; a read that fails tells nothing.
            refusal = await calls.EndAsync(() => SettleByStateAsync(calls, batch, open)) ?? refusal;
        }

        batch.SettleAll(open, refusal ?? new EffectOutcome.InDoubt($"Odoo answered that the order is {verb}, and its state is another."));
    }

    private async Task SettleByStateAsync(OdooCalls calls, OdooBatch batch, IReadOnlyList<Effect> effects)
    {
        if (effects.Count == 0)
        {
            return;
        }

        var orders = await OrderInOdoo.ReadAllAsync(calls, [.. effects.Select(effect => Id(effect)!.Value)]);
        foreach (var effect in effects)
        {
            if (Settled(orders.GetValueOrDefault(Id(effect)!.Value), effect) is { } outcome)
            {
                batch.Settle(effect, outcome);
            }
        }
    }

    private EffectOutcome? Settled(OrderInOdoo? order, Effect effect) => order switch
    {
        null => Business("missing_in_erp", "The order is no longer in Odoo; somebody deleted it. Retry books nothing new: discard it here, or restore it there."),
        _ when isReached(order) => Done(effect),
        _ => refuse(order),
    };

    private EffectOutcome.Done Done(Effect effect) => new(result(ErpId(effect)));

    private static long? Id(Effect effect) => long.TryParse(ErpId(effect), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static EffectOutcome.Failed NoId(Effect effect) => new(new(FailureClass.Schema, "not_an_id", $"'{ErpId(effect)}' is no id of an Odoo order."));

    private static string ErpId(Effect effect) => effect.Request switch
    {
        ConfirmOrder confirm => confirm.ErpId,
        CancelOrder cancel => cancel.ErpId,
        _ => throw new ArgumentException($"Effect {effect.Key} carries a {effect.Request.GetType().Name}.", nameof(effect)),
    };

    private static EffectOutcome.Failed Business(string code, string message) => new(new(FailureClass.Business, code, message));
}
