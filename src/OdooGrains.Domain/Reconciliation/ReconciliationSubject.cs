namespace OdooGrains.Domain.Reconciliation;

/// <summary>What is compared.</summary>
public enum ReconciliationSubject
{
    /// <summary>Orders of a channel: all that it states of them.</summary>
    Orders,
    /// <summary>Captured and authorised money, as channel and provider state it.</summary>
    Payments,
    Refunds,
    /// <summary>Deliveries, as the ERP and the channel state them.</summary>
    Shipments,
    /// <summary>Who ordered and where it goes.</summary>
    Customers,
    /// <summary>Financial postings of a period, as an audit checkpoint.</summary>
    Postings,
}

/// <summary>Which feeds of a connection tell of a subject.</summary>
public static class SubjectFeeds
{
    private const string Orders = "orders", Refunds = "refunds", Events = "events", Deliveries = "deliveries";

    /// <summary>By name, the best first: of one connection the first that it has is read. None of postings, which are ours alone.</summary>
    public static IReadOnlyList<string> Of(ReconciliationSubject subject) => subject switch
    {
        ReconciliationSubject.Orders or ReconciliationSubject.Customers => [Orders],
        ReconciliationSubject.Payments => [Events, Orders],
        ReconciliationSubject.Refunds => [Refunds, Events, Orders],
        ReconciliationSubject.Shipments => [Deliveries, Orders],
        _ => [],
    };
}
