using System.Text.Json;

namespace OdooGrains.Peers.MassTransit;

/// <summary>The message: the 2 KB of <c>payload.json</c>, whose it is and which step is next.</summary>
public sealed record PeerOrder(long Id, int Tenant, int Step, int Steps, JsonElement Payload);
