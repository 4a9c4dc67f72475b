using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Formats;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Writing;

namespace OdooGrains.Storage.Postgres;

/// <summary>An event to accept.</summary>
internal sealed class AcceptWrite(InboundEvent @event, CancellationToken cancellation) : PendingWrite<Accepted>(@event.Connection.Tenant, cancellation)
{
    public InboundEvent Event { get; } = @event;

    public override int Bytes => Event.Body.Length;
}

/// <summary>A fold to commit.</summary>
internal sealed class CommitWrite(DocumentCommit commit, Guid tag, CancellationToken cancellation) : PendingWrite<CommitResult>(commit.Head.Key.Tenant, cancellation)
{
    public DocumentCommit Commit { get; } = commit;

    /// <summary>Tells this commit from another's of the same version.</summary>
    public Guid Tag { get; } = tag;

    public override DocumentKey? Document => Commit.Head.Key;

    public override int Bytes => Commit.State.Length;
}

/// <summary>A sent mark.</summary>
internal sealed class MarkWrite(Effect marked, CancellationToken cancellation) : PendingWrite<MarkOutcome>(marked.Key.Document.Tenant, cancellation)
{
    public Effect Marked { get; } = marked;

    public override DocumentKey? Document => Marked.Key.Document;

    public Effect Stored => Marked with { Version = Marked.Version + 1, SentAt = StoredTime.Cut(Marked.SentAt) };
}
