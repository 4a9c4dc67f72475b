using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.Simulation;

/// <summary>An inbox that passes all on; a planted bug overrides how events are accepted.</summary>
internal abstract class InboxDecorator(IInbox real) : IInbox
{
    protected IInbox Real => real;

    public abstract Task<Accepted> AcceptAsync(InboundEvent @event, CancellationToken cancellation);

    public Task<IReadOnlyList<InboundEvent>> OpenAsync(DocumentKey document, int limit, CancellationToken cancellation) => real.OpenAsync(document, limit, cancellation);

    public Task<IReadOnlyList<InboundEvent>> OfDocumentAsync(DocumentKey document, int limit, CancellationToken cancellation) => real.OfDocumentAsync(document, limit, cancellation);

    public Task<InboundEvent?> FindAsync(TenantId tenant, EventId id, CancellationToken cancellation) => real.FindAsync(tenant, id, cancellation);

    public Task<IReadOnlyList<InboundEvent>> ListAsync(TenantId tenant, ConnectionId? connection, EventStatus? status, EventId? before, int limit, CancellationToken cancellation)
        => real.ListAsync(tenant, connection, status, before, limit, cancellation);

    public Task<bool> ToWorkAsync(TenantId tenant, EventId id, string owner, DateTimeOffset deadline, string note, CancellationToken cancellation)
        => real.ToWorkAsync(tenant, id, owner, deadline, note, cancellation);

    public Task<bool> ReopenAsync(TenantId tenant, EventId id, CancellationToken cancellation) => real.ReopenAsync(tenant, id, cancellation);

    public Task<DocumentKey?> ReaddressAsync(TenantId tenant, ConnectionId channel, DocumentReference reference, CancellationToken cancellation)
        => real.ReaddressAsync(tenant, channel, reference, cancellation);

    public Task<bool> CloseWorkAsync(TenantId tenant, EventId id, string note, CancellationToken cancellation) => real.CloseWorkAsync(tenant, id, note, cancellation);
}
