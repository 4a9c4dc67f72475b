using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Tests.Kit;

/// <summary>One call that reached the ERP.</summary>
internal sealed record ErpCall(DateTimeOffset At, ConnectionKey Connection, Effect Effect, bool IsLookUp)
{
    public string Operation => IsLookUp ? $"look up {Effect.Operation}" : Effect.Operation;

    public string Order => Effect.Key.Document.Id;
}
