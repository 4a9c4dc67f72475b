using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Odoo;

/// <summary>A line that Odoo has.</summary>
internal sealed record OdooLine(long Id, long? Product, decimal Quantity, decimal Price, IReadOnlyList<long> Taxes);

/// <summary>An order as Odoo has it.</summary>
internal sealed partial record OrderInOdoo(long Id, string Name, string State, decimal Total, string? Currency, string? Reference, long? Customer, long? InvoiceAddress, long? DeliveryAddress, string? Note, IReadOnlyList<long> LineIds)
{
    // Odoo keeps prices with the digits of "Product Price", usually 2; half a cent is rounding, a cent is another price.
    private const decimal PriceSlack = 0.005m;

    private static readonly string[] Fields = ["name", "state", "amount_total", "currency_id", "client_order_ref", "partner_id", "partner_invoice_id", "partner_shipping_id", "note", "order_line"];

    private const string LineCount = "line_count";
    private const string WrongCurrency = "wrong_currency";

    public bool IsDraft => State is "draft" or "sent";

    /// <summary>Confirmed; 16 says done of a locked one.</summary>
    public bool IsConfirmed => State is "sale" or "done";

    public bool IsCancelled => State is "cancel";

    /// <summary>
    /// The order that carries our key. A duplicate that a person made in Odoo carries the key too, but no reference (copy=False) and a
    /// higher id.
    /// </summary>
    public static async Task<OrderInOdoo?> FindAsync(OdooCalls calls, string externalKey)
    {
        JsonArray domain = [new JsonArray("origin", "=", externalKey), new JsonArray("client_order_ref", "!=", false)];
        var found = await calls.SearchAsync("sale.order", domain, Fields, 1);
        return found.Count > 0 ? Of(found[0]) : null;
    }

    public static async Task<OrderInOdoo?> ReadAsync(OdooCalls calls, long id) => await calls.ReadOneAsync("sale.order", id, Fields) is { } found ? Of(found) : null;

    /// <summary>Those of the orders that are there, by id, in one call.</summary>
    public static async Task<IReadOnlyDictionary<long, OrderInOdoo>> ReadAllAsync(OdooCalls calls, IReadOnlyList<long> ids)
        => (await calls.ReadAllAsync("sale.order", ids, Fields)).DistinctBy(order => order.Id).ToDictionary(order => order.Id, Of);

    /// <summary>Whether what was written came out as it was wanted.</summary>
    /// <param name="lines">How many lines the order has that bill something.</param>
    public EffectOutcome Verify(WantedOrder wanted, int lines)
    {
        if (lines != wanted.Lines.Count)
        {
            return Business(LineCount, $"Order {Name} has {lines} lines in Odoo, and {wanted.Lines.Count} were sent. Remove or add what differs there, then retry.");
        }

        return Currency == wanted.Request.Order.Currency
            ? new EffectOutcome.Done(Booked())
            : Business(WrongCurrency, $"Order {Name} is in {Currency} in Odoo, and the channel sold in {wanted.Request.Order.Currency}. Set 'pricelists' of the Odoo connection.");
    }

    /// <summary>Whether the effect is held, or was, because its order came out otherwise: it is in Odoo, and people may have acted on it.</summary>
    public static bool CameOutOtherwise(Effect effect) => effect.LastFailure?.Code is LineCount or WrongCurrency;

    public OrderBooked Booked() => new(Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Name, Total);

    /// <summary>The lines that bill something: no sections and notes, and none whose quantity was set to 0.</summary>
    public async Task<IReadOnlyList<OdooLine>> LinesAsync(OdooCalls calls)
    {
        var taxes = calls.Session.Fields.LineTaxes;
        var found = await calls.SearchAsync("sale.order.line", [new JsonArray("order_id", "=", Id)], ["product_id", "product_uom_qty", "price_unit", taxes, "display_type"]);
        return
        [
            .. found.Where(line => line.Text("display_type") is null)
                .Select(line => new OdooLine(line.Id, line.Reference("product_id"), line.Amount("product_uom_qty"), line.Amount("price_unit"), line.Ids(taxes)))
                .Where(line => line.Quantity != 0),
        ];
    }

    /// <summary>Lines of the order that none of the wanted ones is, and wanted ones that it lacks. Equal lines are counted, not told apart.</summary>
    public static (IReadOnlyList<OdooLine> Surplus, IReadOnlyList<WantedLine> Missing) Compare(IReadOnlyList<OdooLine> lines, IReadOnlyList<WantedLine> wanted)
    {
        List<OdooLine> surplus = [.. lines];
        List<WantedLine> missing = [];
        foreach (var line in wanted)
        {
            if (surplus.Find(candidate => Fits(candidate, line)) is { } found)
            {
                surplus.Remove(found);
            }
            else
            {
                missing.Add(line);
            }
        }

        return (surplus, missing);
    }

    /// <summary>Whether customer, addresses, number and note are the wanted ones. Without a note of the channel's, Odoo's (its terms) stays.</summary>
    public bool HasHeaderOf(WantedOrder wanted) => Reference == wanted.Request.Order.Number && Currency == wanted.Request.Order.Currency
        && Customer == wanted.Customer && InvoiceAddress == wanted.InvoiceAddress && DeliveryAddress == wanted.DeliveryAddress
        && (wanted.Request.Order.Note is not { } note || Plain(Note ?? "") == Plain(OrderRows.Html(note)));

    // Odoo cleans HTML and wraps it in paragraphs, so the words alone are compared.
    private static string Plain(string html)
        => string.Join(' ', WebUtility.HtmlDecode(Tags().Replace(html, " ")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    private static bool Fits(OdooLine line, WantedLine wanted) => line.Product == wanted.Product && line.Quantity == wanted.Quantity
        && Math.Abs(line.Price - wanted.Price) <= PriceSlack && line.Taxes.Order().SequenceEqual(wanted.Taxes);

    private static EffectOutcome.Failed Business(string code, string message) => new(new(FailureClass.Business, code, message));

    private static OrderInOdoo Of(OdooRecord order) => new(
        order.Id,
        order.Text("name") ?? throw new OdooShapeException("name of the order"),
        order.Text("state") ?? throw new OdooShapeException("state of the order"),
        order.Amount("amount_total"),
        order.ReferenceName("currency_id"),
        order.Text("client_order_ref"),
        order.Reference("partner_id"),
        order.Reference("partner_invoice_id"),
        order.Reference("partner_shipping_id"),
        order.Text("note"),
        order.Ids("order_line"));
}
