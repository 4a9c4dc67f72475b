using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Effects;

namespace OdooGrains.Api.Connections;

/// <summary>
/// Holds what is sent or in doubt at a connection, order by order, before the connection is changed or deleted by force. What is held stays held,
/// so after a kill in the middle the same request goes on where it stopped.
/// </summary>
internal sealed class ForcedHolds(IEffectStore effects, GrainCalls grains)
{
    /// <summary>Orders that are held at once.</summary>
    public const int BatchMax = 50;

    /// <summary>Batches of which no order had anything to hold, before it is given up.</summary>
    private const int IdleMax = 3;

    public async Task HoldAsync(ConnectionKey connection, string reason, CancellationToken cancellation)
    {
        // What its owner had decided to send before it heard of this cannot be marked as sent any more, so nothing is added behind our back.
        await effects.TakeEpochAsync(connection, cancellation);
        var hold = new ForcedHold(connection.Connection, reason);
        var idle = 0;
        while (await effects.UnsettledDocumentsAsync(connection, BatchMax, cancellation) is { Count: > 0 } orders)
        {
            var answers = await Task.WhenAll(orders.Select(order => grains.ForceAsync(order, hold)));
            idle = answers.Contains(OrderAnswer.Done) ? 0 : idle + 1;
            if (idle == IdleMax)
            {
                throw new GrainUnavailableException($"Calls of connection '{connection.Connection}' are still sent or in doubt and could not be held; repeat the request.");
            }
        }
    }
}
