using OdooGrains.Domain.Effects;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>What was posted in the ERP's books: how much, by operation and currency.</summary>
public static class PostingSums
{
    /// <param name="sums">Of the pages before.</param>
    /// <param name="confirmed">Confirmed effects of postings.</param>
    public static IReadOnlyDictionary<string, decimal> Add(IReadOnlyDictionary<string, decimal> sums, IEnumerable<Effect> confirmed)
    {
        var all = new SortedDictionary<string, decimal>(sums.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, amount) in confirmed.Select(One).OfType<(string, decimal)>())
        {
            all[name] = all.GetValueOrDefault(name) + amount;
        }

        return all;
    }

    // An invoice says its total and no currency: it is its order's.
    private static (string Name, decimal Amount)? One(Effect effect) => (effect.Request, effect.Result) switch
    {
        (InvoiceOrder, OrderInvoiced invoiced) => (effect.Operation, invoiced.Total),
        (RegisterPayment payment, _) => ($"{effect.Operation} {payment.Payment.Currency}", payment.Amount),
        (CreditOrder credit, OrderCredited credited) => ($"{effect.Operation} {credit.Refund.Currency}", credited.Total),
        _ => null,
    };
}
