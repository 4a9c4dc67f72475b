using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>What was posted in the ERP's books: how often and how much, by operation and currency.</summary>
public static class PostingSums
{
    /// <param name="confirmed">Confirmed effects of postings.</param>
    public static IReadOnlyDictionary<string, decimal> Of(IEnumerable<Effect> confirmed)
        => confirmed.Select(One).OfType<(string Operation, decimal Amount)>().GroupBy(one => one.Operation, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(one => one.Amount), StringComparer.Ordinal);

    // An invoice says its total and no currency: it is its order's.
    private static (string Operation, decimal Amount)? One(Effect effect) => (effect.Request, effect.Result) switch
    {
        (InvoiceOrder, OrderInvoiced invoiced) => (effect.Operation, invoiced.Total),
        (RegisterPayment payment, _) => ($"{effect.Operation} {payment.Payment.Currency}", payment.Amount),
        (CreditOrder credit, OrderCredited credited) => ($"{effect.Operation} {credit.Refund.Currency}", credited.Total),
        _ => null,
    };
}
