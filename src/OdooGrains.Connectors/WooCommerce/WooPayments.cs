using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Orders;

namespace OdooGrains.Connectors.WooCommerce;

/// <summary>What an order's body tells of its payment: WooCommerce knows one, and that it was paid.</summary>
internal static class WooPayments
{
    public static IEnumerable<OrderFact> Of(JsonView order, WooSettings settings)
    {
        var paidAt = WooTime.Find(order, "date_paid_gmt");
        var hasFailed = order.Get("status").String() == "failed";
        if (paidAt is null && !hasFailed)
        {
            yield break;
        }

        yield return new OrderFact.PaymentFact(new()
        {
            Id = Id(order, settings.PaymentIdKey),
            Kind = PaymentKind.Capture,
            Status = hasFailed ? PaymentStatus.Failed : PaymentStatus.Succeeded,
            Amount = WooAmounts.Get(order, "total"),
            Currency = order.Get("currency").String(),
            Gateway = order.Text("payment_method"),
            UpdatedAt = hasFailed ? WooTime.Get(order, "date_modified_gmt") : paidAt!.Value,
        });
    }

    /// <summary>The provider's id, so that the shop's word and the provider's on one payment meet; the order's own where there is none, as of a bank transfer.</summary>
    public static string Id(JsonView order, string key)
    {
        var id = WooMeta.Text(order, key) ?? order.Text("transaction_id");
        return id is { Length: <= DocumentReference.ValueLengthMax } ? id : $"order-{order.Get("id").Id()}";
    }
}
