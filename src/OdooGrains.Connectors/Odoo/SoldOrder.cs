using System.Globalization;
using System.Text.Json;
using OdooGrains.Connectors.Odoo.Rpc;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.Odoo;

/// <summary>A confirmed order with the keys of its lines, which tell the channel's lines from Odoo's.</summary>
internal sealed class SoldOrder
{
    /// <summary>Requests that reading it makes.</summary>
    public const int Cost = 2;

    private readonly string _key;
    private readonly IReadOnlyDictionary<long, string> _names;
    private readonly Dictionary<string, long> _lines;

    private SoldOrder(OrderInOdoo order, string key, IReadOnlyDictionary<long, string> names)
    {
        (Id, Name, Total, _key, _names) = (order.Id, order.Name, order.Total, key, names);
        _lines = names.ToDictionary(line => line.Value, line => line.Key, StringComparer.Ordinal);
    }

    public long Id { get; }

    public string Name { get; }

    public decimal Total { get; }

    /// <summary>The lines that booking wrote; those that people added have no key of ours.</summary>
    public IEnumerable<long> Lines => _names.Keys;

    /// <param name="mustBeConfirmed">False where a cancelled order serves too: what was invoiced is credited all the same.</param>
    public static async Task<SoldOrder> ReadAsync(OdooCalls calls, ConnectionConfig connection, DocumentKey document, string erpId, bool mustBeConfirmed = true)
    {
        await OdooDefaultsReader.GetAsync(calls, connection);
        var id = IdOf(erpId, "order");
        var order = await OrderInOdoo.ReadAsync(calls, id) ?? throw OdooStopException.Business("missing_in_erp", "The order is no longer in Odoo; somebody deleted it. Discard the effect, or restore the order there.");
        if (mustBeConfirmed && !order.IsConfirmed)
        {
            throw OdooStopException.Business("not_confirmed", $"Order {order.Name} is {order.State} in Odoo and no confirmed order. Confirm it there and retry, or discard the effect.");
        }

        var key = OrderSteps.OrderKey(document);
        return new(order, key, await NamesAsync(calls, key, order));
    }

    /// <summary>Odoo's line of a channel's.</summary>
    public long Line(string lineId) => Find("line", lineId)
        ?? throw OdooStopException.Business("unknown_line", $"Order {Name} has no line in Odoo for the channel's line '{lineId}'. Add it there as a person would, and discard the effect.");

    /// <summary>Odoo's line of a part of the order beside goods (discount, shipping, tip); null where there is none.</summary>
    public long? Find(string part, string id) => _lines.TryGetValue(OdooKeys.Line(_key, part, id), out var line) ? line : null;

    /// <summary>The part and the channel's id of one of Odoo's lines; null for a line that people added.</summary>
    public (string Part, string Id)? Of(long line) => _names.TryGetValue(line, out var name) ? OdooKeys.PartOf(_key, name) : null;

    /// <summary>Wanted quantities by Odoo's line.</summary>
    public IReadOnlyDictionary<long, decimal> Quantities(IEnumerable<LineQuantity> lines)
        => lines.GroupBy(line => line.LineId, StringComparer.Ordinal).ToDictionary(group => Line(group.Key), group => group.Sum(line => line.Quantity));

    public static long IdOf(string text, string what) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new OdooStopException(new EffectOutcome.Failed(new(FailureClass.Schema, "not_an_id", $"'{text}' is no id of an Odoo {what}.")));

    private static async Task<IReadOnlyDictionary<long, string>> NamesAsync(OdooCalls calls, string key, OrderInOdoo order)
    {
        var names = await ExternalIdsAsync(calls, "sale.order.line", order.LineIds);
        var ours = names.Where(line => line.Value.StartsWith(OdooKeys.Order(key), StringComparison.Ordinal)).ToDictionary();
        return ours.Count > 0
            ? ours
            : throw OdooStopException.Business("needs_load", $"The lines of order {order.Name} carry no keys in Odoo, so they cannot be told apart; orders that are booked with the setting createBy = load have them. Do it in Odoo, and discard the effect.");
    }

    /// <summary>External ids by record, without ir.model.data, which plain users may not read: get_external_id reads it with all rights (odoo/models.py, _get_external_ids).</summary>
    public static async Task<IReadOnlyDictionary<long, string>> ExternalIdsAsync(OdooCalls calls, string model, IReadOnlyList<long> ids)
    {
        var answer = await calls.ReadAsync(new(model, "get_external_id") { Ids = ids });
        if (answer.ValueKind is not JsonValueKind.Object)
        {
            throw new OdooShapeException("external ids");
        }

        return answer.EnumerateObject().Where(entry => entry.Value.ValueKind is JsonValueKind.String && long.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .ToDictionary(entry => long.Parse(entry.Name, CultureInfo.InvariantCulture), entry => OdooRecord.String(entry.Value));
    }
}
