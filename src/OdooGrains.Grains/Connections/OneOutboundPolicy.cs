using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Grains.Connections;

/// <summary>The same policy for every connection.</summary>
public sealed class OneOutboundPolicy(OutboundPolicy policy) : IOutboundPolicies
{
    public ValueTask<OutboundPolicy> OutboundAsync(ConnectionKey connection) => new(policy);
}
