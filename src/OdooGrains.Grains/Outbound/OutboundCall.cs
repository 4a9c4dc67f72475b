using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Outbound;

/// <summary>What the owner of a connection hands to the sender: an effect to mark and call, or one in doubt to look up.</summary>
/// <param name="Config">Null where the connection is gone.</param>
public sealed record OutboundCall(ConnectionKey Connection, Effect Effect, ConnectionConfig? Config, long Epoch)
{
    public bool IsLookUp => Effect.Status is EffectStatus.InDoubt;
}
