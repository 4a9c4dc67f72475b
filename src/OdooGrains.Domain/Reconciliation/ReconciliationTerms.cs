using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>What becomes of a drift that could be repaired.</summary>
public enum RepairMode
{
    /// <summary>It is repaired, the way that events take.</summary>
    Repair,
    /// <summary>It is reported, and left to a person.</summary>
    Report,
}

/// <summary>When a subject is compared, and what becomes of what differs.</summary>
/// <param name="Schedule">Null: never by itself.</param>
public sealed record SubjectTerms(CronSchedule? Schedule, RepairMode Repair);

/// <summary>A tenant's rules for comparing its systems.</summary>
public sealed record ReconciliationTerms
{
    public required SubjectTerms Orders { get; init; }
    public required SubjectTerms Payments { get; init; }
    public required SubjectTerms Refunds { get; init; }
    public required SubjectTerms Shipments { get; init; }
    public required SubjectTerms Customers { get; init; }

    /// <summary>How far amounts may differ, in their currency.</summary>
    public required decimal Tolerance { get; init; }

    public SubjectTerms Of(ReconciliationSubject subject) => subject switch
    {
        ReconciliationSubject.Orders => Orders,
        ReconciliationSubject.Payments => Payments,
        ReconciliationSubject.Refunds => Refunds,
        ReconciliationSubject.Shipments => Shipments,
        ReconciliationSubject.Customers => Customers,
        _ => throw new ArgumentOutOfRangeException(nameof(subject), subject, "This subject is compared with nobody."),
    };
}
