using System.Runtime.CompilerServices;
using OdooGrains.Domain.Events;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.Simulation;

/// <summary>
/// Planted bug (d): the dedupe key is the delivery id alone. Two shops give the same ids (the tenants of a world share their stories'
/// seed), and the second shop's event is swallowed as a repeat of the first's.
/// </summary>
internal sealed class DedupeWithoutConnection : Composition
{
    private readonly ConditionalWeakTable<World, Dictionary<string, EventId>> _known = [];

    public override IInbox Inbox(IInbox real, World world) => new Careless(real, _known.GetOrCreateValue(world));

    private sealed class Careless(IInbox real, Dictionary<string, EventId> known) : InboxDecorator(real)
    {
        public override async Task<Accepted> AcceptAsync(InboundEvent @event, CancellationToken cancellation)
        {
            if (known.TryGetValue(@event.DeliveryId, out var first))
            {
                return new(first, IsDuplicate: true, BodyChanged: false);
            }

            var accepted = await Real.AcceptAsync(@event, cancellation);
            known[@event.DeliveryId] = accepted.Id;
            return accepted;
        }
    }
}
