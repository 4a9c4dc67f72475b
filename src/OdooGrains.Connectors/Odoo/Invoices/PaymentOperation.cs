using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Invoices;

/// <summary>Registers what an invoice was paid (or a credit note was paid out) through Odoo's wizard; our key is the payment's free text.</summary>
internal static class PaymentOperation
{
    /// <summary>Find, invoice, journal; wizard, create; find, invoice.</summary>
    public const int Cost = 7;

    public static async Task<EffectOutcome> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var (request, invoice, key) = Of(effect);
        if (!effect.IsFresh && await FindAsync(calls, invoice, key) is { } done)
        {
            return new EffectOutcome.Done(done);
        }

        var found = await InvoiceInOdoo.ReadAsync(calls, invoice);
        Check(found, request);
        var journal = await PaymentJournals.ForAsync(calls, connection, request.Payment.Gateway);
        JsonObject context = new() { ["active_model"] = "account.move", ["active_ids"] = new JsonArray(invoice) };
        var wizard = await calls.CreateAsync(
            "account.payment.register",
            new() { ["journal_id"] = journal, ["amount"] = request.Amount, ["currency_id"] = found!.Record.Reference("currency_id"), ["communication"] = key },
            context);
        return await calls.VerifiedAsync(
            new("account.payment.register", "action_create_payments") { Ids = [wizard] },
            context,
            async () => await FindAsync(calls, invoice, key),
            _ => new EffectOutcome.InDoubt("Odoo answered that the payment is registered, and has none."));
    }

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var (_, invoice, key) = Of(effect);
        return await FindAsync(calls, invoice, key) is { } done ? new EffectOutcome.Done(done) : new EffectOutcome.NotFound();
    }

    private static async Task<PaymentRegistered?> FindAsync(OdooCalls calls, long invoice, string key)
    {
        // Cancelled is spelled with one l from 18 on.
        JsonArray domain = [new JsonArray(calls.Session.Fields.PaymentMemo, "=", key), new JsonArray("state", "not in", new JsonArray("draft", "cancel", "canceled", "rejected"))];
        return await calls.SearchAsync("account.payment", domain, ["amount"], 1) is [var payment]
            ? new PaymentRegistered(payment.Id.ToString(CultureInfo.InvariantCulture), (await InvoiceInOdoo.ReadAsync(calls, invoice))?.Residual ?? throw new OdooShapeException("invoice of the payment"))
            : null;
    }

    private static void Check(InvoiceInOdoo? invoice, RegisterPayment request)
    {
        if (invoice is not { IsPosted: true })
        {
            throw OdooStopException.Business("not_posted", $"Invoice {invoice?.Name ?? request.InvoiceId} is not posted in Odoo{(invoice is null ? "; somebody deleted it" : "")}. Post it there and retry, or discard the effect.");
        }

        if (invoice.Record.ReferenceName("currency_id") != request.Payment.Currency)
        {
            throw OdooStopException.Business("wrong_currency", $"Invoice {invoice.Name} is in {invoice.Record.ReferenceName("currency_id")}, and the payment in {request.Payment.Currency}. Register it in Odoo, and discard the effect.");
        }

        if (request.Amount > invoice.Residual)
        {
            throw OdooStopException.Business("overpaid", string.Create(CultureInfo.InvariantCulture,
                $"Invoice {invoice.Name} has {invoice.Residual:0.00} left to pay in Odoo, and the payment is {request.Amount:0.00}: somebody registered one there. Undo that and retry, or discard the effect."));
        }
    }

    private static (RegisterPayment Request, long Invoice, string Key) Of(Effect effect)
    {
        var request = (RegisterPayment)effect.Request;
        var invoice = SoldOrder.IdOf(request.InvoiceId, "invoice");
        return (request, invoice, OdooMarks.Payment(request.Payment.Id, invoice));
    }
}
