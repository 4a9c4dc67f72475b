using OdooGrains.Connectors.Egress;

namespace OdooGrains.Connectors.Tests.Kit;

/// <summary>A way out that nothing may take.</summary>
internal sealed class SilentEgress : IEgress
{
    public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
        => Task.FromResult<EgressOutcome>(new EgressOutcome.NotSent("refused", "No call was expected."));
}
