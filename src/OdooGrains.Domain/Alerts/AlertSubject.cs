using OdooGrains.Domain.Documents;

namespace OdooGrains.Domain.Alerts;

/// <summary>What an alert is about as it stands now; all nothing where it is gone.</summary>
/// <param name="Deadline">Of an order, null where it is finished; of a feed, null where its connection is not active.</param>
/// <param name="IsHeld">Of an order: it waits for a person.</param>
/// <param name="IsConnection">There is such a connection.</param>
/// <param name="IsAuthFailed">Its credentials were refused.</param>
public sealed record AlertSubject(DateTimeOffset? Deadline = null, bool IsHeld = false, bool IsConnection = false, bool IsAuthFailed = false);

/// <summary>An open alert beside its subject.</summary>
public sealed record OpenAlert(Alert Alert, AlertSubject Subject);

/// <summary>An order that is past its deadline.</summary>
/// <param name="Owner">Whom it is for.</param>
public sealed record LateDocument(DocumentKey Document, DateTimeOffset Deadline, bool IsHeld, string Owner)
{
    public AlertCause Cause => new(new(Document.Tenant, IsHeld ? AlertKind.Hold : AlertKind.Stall, Document.Channel, Document.Id), Deadline, Owner);
}
