using OdooGrains.Connectors.Egress;

namespace OdooGrains.Api.Tests.Kit;

/// <summary>The front calls nobody.</summary>
internal sealed class NoEgress : IEgress
{
    public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation)
        => Task.FromResult<EgressOutcome>(new EgressOutcome.NotSent("refused", "No call was expected."));
}
