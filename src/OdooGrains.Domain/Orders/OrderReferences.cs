using OdooGrains.Domain.Documents;

namespace OdooGrains.Domain.Orders;

/// <summary>The names under which other systems know an order: those of its payments.</summary>
public static class OrderReferences
{
    /// <summary>
    /// Of what was told of an order. A payment that is named by more characters than any provider uses is left out: nothing can refer to it.
    /// </summary>
    public static IReadOnlyList<DocumentReference> Of(IEnumerable<OrderFact> facts) =>
    [
        .. facts.OfType<OrderFact.PaymentFact>().Select(fact => fact.Payment)
            .Where(payment => payment.Kind is not PaymentKind.Dispute && payment.Id.Length is > 0 and <= DocumentReference.ValueLengthMax)
            .Select(payment => DocumentReference.Payment(payment.Id))
            .Distinct(),
    ];
}
