using System.Globalization;
using System.Text.Json.Nodes;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo.Invoices;

/// <summary>
/// Invoices exactly the wanted quantities: Odoo's wizard drafts what it thinks is to be invoiced (of what was ordered or of what left, as each
/// product says), and the draft is cut to them, marked and posted. The draft of a lost answer, or of a person, is taken instead of a second one.
/// </summary>
internal static class InvoiceOperation
{
    /// <summary>Requests of a call that finds nothing: order, invoices, wizard, invoices; quantities, cut, rest; mark, post, read.</summary>
    public const int Cost = SoldOrder.Cost + 2 + 2 + 2 + 3 + 3;

    /// <summary>One that takes drafts of an earlier revision back before: whose they are, and that they go.</summary>
    public const int RepeatCost = Cost + 2;

    public static async Task<EffectOutcome> ExecuteAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        var request = (InvoiceOrder)effect.Request;
        var order = await SoldOrder.ReadAsync(calls, connection, effect.Key.Document, request.ErpId);
        var wanted = order.Quantities(request.Lines);
        var invoices = await InvoiceInOdoo.OfAsync(calls, order.Lines);
        var known = Posted(invoices, effect) ?? Unclaimed(invoices, effect.Key.Document, order, wanted);
        if (known is { IsPosted: true })
        {
            return new EffectOutcome.Done(Result(order, known));
        }

        if (known is null && Begun(invoices, effect, wanted) is var begun)
        {
            invoices = begun is null ? await WithoutLeftAsync(calls, connection, effect, invoices) : invoices;
            known = await InvoiceCut.ApplyAsync(calls, order, begun ?? await DraftAsync(calls, order, invoices), wanted);
        }

        return await PostAsync(calls, order, known, await InvoiceRest.OfAsync(calls, order, known, invoices), effect);
    }

    public static async Task<EffectOutcome> LookUpAsync(OdooCalls calls, ConnectionConfig connection, Effect effect)
    {
        var order = await SoldOrder.ReadAsync(calls, connection, effect.Key.Document, ((InvoiceOrder)effect.Request).ErpId, mustBeConfirmed: false);
        return Posted(await InvoiceInOdoo.OfAsync(calls, order.Lines), effect) is { } posted ? new EffectOutcome.Done(Result(order, posted)) : new EffectOutcome.NotFound();
    }

    private static InvoiceInOdoo? Posted(IReadOnlyList<InvoiceInOdoo> invoices, Effect effect)
        => invoices.FirstOrDefault(invoice => invoice.IsPosted && OdooMarks.Is(invoice.Origin, effect.Key.ToString(), invoice.Id));

    // One that bills what is wanted and is no other effect's: a posted one with a mark is another's, a draft is nobody's until it is posted.
    private static InvoiceInOdoo? Unclaimed(IReadOnlyList<InvoiceInOdoo> invoices, DocumentKey document, SoldOrder order, IReadOnlyDictionary<long, decimal> wanted)
        => invoices.FirstOrDefault(invoice => (invoice.IsDraft || !OdooMarks.IsOurs(invoice.Origin, document, invoice.Id)) && Fits(order, invoice, wanted));

    private static bool Fits(SoldOrder order, InvoiceInOdoo invoice, IReadOnlyDictionary<long, decimal> wanted)
    {
        var goods = invoice.Quantities.Where(line => order.Of(line.Key)?.Part is "line").ToDictionary();
        return goods.Count == wanted.Count && wanted.All(line => goods.GetValueOrDefault(line.Key) == line.Value);
    }

    // The draft of an attempt that ended before it was cut: its answer was lost, or Odoo refused the cut for now.
    private static InvoiceInOdoo? Begun(IReadOnlyList<InvoiceInOdoo> invoices, Effect effect, IReadOnlyDictionary<long, decimal> wanted)
        => effect.IsFirstTry ? null : invoices.FirstOrDefault(invoice => invoice.IsDraft && wanted.All(line => invoice.Quantities.GetValueOrDefault(line.Key) >= line.Value));

    // An earlier revision that failed half-way left its draft, and Odoo counts that as invoiced. It is ours where our own user made it.
    private static async Task<IReadOnlyList<InvoiceInOdoo>> WithoutLeftAsync(OdooCalls calls, ConnectionConfig connection, Effect effect, IReadOnlyList<InvoiceInOdoo> invoices)
    {
        if (effect.IsFirstTry || !invoices.Any(invoice => invoice.IsDraft))
        {
            return invoices;
        }

        var users = await calls.SearchAsync("res.users", [new JsonArray("login", "=", connection.Text("login"))], ["login"], 1);
        var left = invoices.Where(invoice => invoice.IsDraft && users.Count > 0 && invoice.Record.Reference("create_uid") == users[0].Id).Select(invoice => invoice.Id).ToArray();
        if (left.Length > 0)
        {
            await calls.PrepareAsync(new("account.move", "unlink") { Ids = left });
        }

        return [.. invoices.Where(invoice => !left.Contains(invoice.Id))];
    }

    private static async Task<InvoiceInOdoo> DraftAsync(OdooCalls calls, SoldOrder order, IReadOnlyList<InvoiceInOdoo> before)
    {
        JsonObject context = new() { ["active_model"] = "sale.order", ["active_ids"] = new JsonArray(order.Id), ["active_id"] = order.Id };
        var wizard = await calls.CreateAsync("sale.advance.payment.inv", new() { ["advance_payment_method"] = "delivered" }, context);
        await calls.PrepareAsync(new("sale.advance.payment.inv", "create_invoices") { Ids = [wizard] }, context);
        return (await InvoiceInOdoo.OfAsync(calls, order.Lines)).FirstOrDefault(invoice => invoice.IsDraft && before.All(earlier => earlier.Id != invoice.Id))
            ?? throw new OdooStopException(new EffectOutcome.InDoubt("Odoo answered that it made an invoice, and has none."));
    }

    private static async Task<EffectOutcome> PostAsync(OdooCalls calls, SoldOrder order, InvoiceInOdoo draft, JsonArray? rounding, Effect effect)
    {
        JsonObject values = new() { ["invoice_origin"] = OdooMarks.Origin(order.Name, effect.Key.ToString(), draft.Id) };
        if (rounding is not null)
        {
            values["invoice_line_ids"] = rounding;
        }

        await calls.PrepareAsync(new("account.move", "write") { Ids = [draft.Id], Arguments = [("vals", values)] });
        return await calls.VerifiedAsync(
            new("account.move", "action_post") { Ids = [draft.Id] },
            null,
            async () => await InvoiceInOdoo.ReadAsync(calls, draft.Id) is { IsPosted: true } posted ? Result(order, posted with { Lines = draft.Lines }) : null,
            _ => new EffectOutcome.InDoubt("Odoo answered that the invoice is posted, and its state is another."));
    }

    private static OrderInvoiced Result(SoldOrder order, InvoiceInOdoo invoice) => new(
        invoice.Id.ToString(CultureInfo.InvariantCulture),
        invoice.Name,
        invoice.Total,
        [.. invoice.Quantities.Select(line => (Part: order.Of(line.Key), Quantity: line.Value)).Where(line => line.Part?.Part is "line").Select(line => new LineQuantity(line.Part!.Value.Id, line.Quantity))]);
}
