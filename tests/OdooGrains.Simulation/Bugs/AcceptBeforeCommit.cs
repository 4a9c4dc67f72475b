using OdooGrains.Domain.Events;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.Simulation;

/// <summary>Planted bug (a): the 2xx leaves before the event is committed. A crash or a failed commit then loses a promised event.</summary>
internal sealed class AcceptBeforeCommit : Composition
{
    public override IInbox Inbox(IInbox real, World world) => new Hasty(real);

    private sealed class Hasty(IInbox real) : InboxDecorator(real)
    {
        public override Task<Accepted> AcceptAsync(InboundEvent @event, CancellationToken cancellation)
        {
            _ = Real.AcceptAsync(@event, cancellation);
            return Task.FromResult(new Accepted(@event.Id, IsDuplicate: false, BodyChanged: false));
        }
    }
}
