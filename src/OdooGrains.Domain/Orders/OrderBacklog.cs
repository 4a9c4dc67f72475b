namespace OdooGrains.Domain.Orders;

/// <summary>What is still to be done for orders of which one effect each is known: an order plans its next effect only when the one before is done.</summary>
public static class OrderBacklog
{
    /// <summary>Open effects by operation → effects by operation until all of these orders are finished.</summary>
    public static IReadOnlyDictionary<string, long> ToTheEnd(IEnumerable<(string Operation, int Effects)> open)
    {
        Dictionary<string, long> all = [];
        foreach (var (operation, effects) in open)
        {
            foreach (var each in OrderSteps.After(operation).Prepend(operation))
            {
                all[each] = all.GetValueOrDefault(each) + effects;
            }
        }

        return all;
    }
}
