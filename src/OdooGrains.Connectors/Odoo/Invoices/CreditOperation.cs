using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo.Invoices;

/// <summary>
/// Writes a credit note that gives back exactly what the channel gave back. It is created whole and as a draft, with our key as its
/// reference, and posted only where Odoo's total is the refund's to the cent.
/// </summary>
internal static class CreditOperation
{
    /// <summary>Find, take an unfinished draft back, order, invoice, its lines, taxes; create, read, rounding, read; post, read.</summary>
    public const int Cost = 2 + SoldOrder.Cost + 3 + 4 + 2;

    private const string Model = "account.move";

    public static async Task<EffectOutcome> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var (request, _, key) = Of(effect);
        var known = effect.IsFirstTry ? null : await FindAsync(calls, key);
        if (known is { IsPosted: true })
        {
            return new EffectOutcome.Done(Result(known));
        }

        // The draft of a try that ended half-way was created whole; only the cents of rounding may be missing.
        return known?.Total == request.Refund.Total ? await PostAsync(calls, known.Id) : await CreateAndPostAsync(calls, connection, effect, known);
    }

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        return await FindAsync(calls, Of(effect).Key) is { IsPosted: true } posted ? new EffectOutcome.Done(Result(posted)) : new EffectOutcome.NotFound();
    }

    private static async Task<EffectOutcome> CreateAndPostAsync(OdooCalls calls, ConnectionConfig connection, Effect effect, InvoiceInOdoo? unfinished)
    {
        var (request, invoiceId, key) = Of(effect);
        if (unfinished is not null)
        {
            await calls.PrepareAsync(new(Model, "unlink") { Ids = [unfinished.Id] });
        }

        var order = await SoldOrder.ReadAsync(calls, connection, effect.Key.Document, request.ErpId, mustBeConfirmed: false);
        var invoice = await InvoiceInOdoo.ReadAsync(calls, invoiceId);
        Check(invoice, request);
        var rows = await CreditRows.ReadAsync(calls, connection, order, invoice!, request.Refund);
        var draft = await CreateAsync(calls, order, invoice!, rows, key);
        return await SettleAsync(calls, draft, request, rows.Slack) ?? await PostAsync(calls, draft);
    }

    private static Task<EffectOutcome> PostAsync(OdooCalls calls, long draft) => calls.VerifiedAsync(
        new(Model, "action_post") { Ids = [draft] },
        null,
        async () => await InvoiceInOdoo.ReadAsync(calls, draft) is { IsPosted: true } posted ? Result(posted) : null,
        _ => new EffectOutcome.InDoubt("Odoo answered that the credit note is posted, and its state is another."));

    private static async Task<InvoiceInOdoo?> FindAsync(OdooCalls calls, string key)
    {
        JsonArray domain = [new JsonArray("ref", "=", key), new JsonArray("move_type", "=", "out_refund"), new JsonArray("state", "!=", "cancel")];
        var found = (await calls.SearchAsync(Model, domain, InvoiceInOdoo.Fields)).Select(note => new InvoiceInOdoo(note, [])).ToList();
        // The draft of an attempt that could not post it must not hide the note that a later one posted.
        return found.FirstOrDefault(note => note.IsPosted) ?? found.FirstOrDefault();
    }

    private static Task<long> CreateAsync(OdooCalls calls, SoldOrder order, InvoiceInOdoo invoice, CreditRows rows, string key) => calls.CreateAsync(Model, new()
    {
        ["move_type"] = "out_refund",
        ["ref"] = key,
        ["invoice_origin"] = order.Name,
        ["reversed_entry_id"] = invoice.Id,
        ["partner_id"] = invoice.Record.Reference("partner_id"),
        ["currency_id"] = invoice.Record.Reference("currency_id"),
        ["journal_id"] = invoice.Record.Reference("journal_id"),
        ["invoice_line_ids"] = new JsonArray([.. rows.Rows.Select(row => (JsonNode)new JsonArray(0, 0, row.Values()))]),
    });

    // Taxes are rounded on each line or once, as the company says; the cents between are a line of their own, and more than cents is a difference.
    private static async Task<EffectOutcome?> SettleAsync(OdooCalls calls, long draft, CreditOrder request, decimal slack)
    {
        var total = await TotalAsync(calls, draft);
        var difference = request.Refund.Total - total;
        if (difference != 0 && Math.Abs(difference) <= slack)
        {
            var rounding = new CreditRow(null, null, "Rounding", 1, difference, []);
            await calls.PrepareAsync(new(Model, "write") { Ids = [draft], Arguments = [("vals", new JsonObject { ["invoice_line_ids"] = new JsonArray(new JsonArray(0, 0, rounding.Values())) })] });
            total = await TotalAsync(calls, draft);
            difference = request.Refund.Total - total;
        }

        if (difference == 0)
        {
            return null;
        }

        await calls.PrepareAsync(new(Model, "unlink") { Ids = [draft] });
        return OdooStopException.Business("total_differs", string.Create(CultureInfo.InvariantCulture,
            $"Odoo makes {total:0.00} of the refund of {request.Refund.Total:0.00} {request.Refund.Currency}: its lines, shipping and adjustment do not add up to it. Credit the invoice in Odoo, and discard the effect.")).Outcome;
    }

    private static async Task<decimal> TotalAsync(OdooCalls calls, long draft) => (await InvoiceInOdoo.ReadAsync(calls, draft) ?? throw new OdooShapeException("credit note after it was written")).Total;

    private static void Check(InvoiceInOdoo? invoice, CreditOrder request)
    {
        if (invoice is not { IsPosted: true })
        {
            throw OdooStopException.Business("not_posted", $"Invoice {invoice?.Name ?? request.InvoiceId} is not posted in Odoo, so nothing is to be credited. Post it there and retry, or discard the effect.");
        }

        if (invoice.Record.ReferenceName("currency_id") != request.Refund.Currency)
        {
            throw OdooStopException.Business("wrong_currency", $"Invoice {invoice.Name} is in {invoice.Record.ReferenceName("currency_id")}, and the refund in {request.Refund.Currency}. Credit it in Odoo, and discard the effect.");
        }
    }

    private static (CreditOrder Request, long Invoice, string Key) Of(Effect effect)
    {
        var request = (CreditOrder)effect.Request;
        var invoice = SoldOrder.IdOf(request.InvoiceId, "invoice");
        return (request, invoice, OdooMarks.Credit(effect.Key, request.Refund.Id, invoice));
    }

    private static OrderCredited Result(InvoiceInOdoo note) => new(note.Id.ToString(CultureInfo.InvariantCulture), note.Name, note.Total);
}
