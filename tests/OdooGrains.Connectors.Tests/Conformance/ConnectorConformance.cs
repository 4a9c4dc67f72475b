using OdooGrains.Connectors.Egress;

namespace OdooGrains.Connectors.Tests.Conformance;

/// <summary>
/// What every connector must keep, whatever its system. A connector's own class names the parts; the secrets of its connections hold
/// <see cref="Canary"/>. One that writes inherits <see cref="OutboundConformance"/>, one that reads has an <see cref="InboundConformance"/> beside.
/// </summary>
public abstract class ConnectorConformance
{
    /// <summary>Stands in each secret of the connections; must come out nowhere.</summary>
    protected const string Canary = "canary-5d1f";

    /// <summary>The connector, calling through the given way out.</summary>
    protected abstract IConnector Connector(IEgress egress);

    /// <summary>A connection whose settings are good and whose secrets hold <see cref="Canary"/>.</summary>
    protected abstract ConnectionConfig Connection { get; }

    [Fact]
    public void The_manifest_is_complete()
    {
        var manifest = Connector(new NoEgress()).Manifest;

        Assert.Matches("^[a-z0-9-]+$", manifest.Kind);
        Assert.NotEmpty(manifest.Title);
        Assert.All(manifest.Settings, setting => Assert.True(setting.Description.Length > 10 && setting.Type is "string" or "url" or "number" or "boolean" or "duration" or "object" or "connection" or "channel", setting.Name));
        Assert.All(manifest.Secrets, secret => Assert.True(secret.Description.Length > 10, secret.Name));
        Assert.All(manifest.Operations, operation => Assert.True(operation.LookUp.Length > 10 && operation is { Cost: > 0, BatchMax: > 0 } && operation.Timeout > TimeSpan.Zero && operation.SettleDelay > TimeSpan.Zero, operation.Name));
    }

    [Fact]
    public void Good_settings_have_no_problem_and_each_missing_one_is_named()
    {
        var connector = Connector(new NoEgress());
        Assert.Empty(connector.Validate(Connection));

        var problems = connector.Validate(Connection with { Settings = [], Secrets = new Dictionary<string, IReadOnlyList<string>>() });

        Assert.All(connector.Manifest.Settings.Where(setting => setting.Required), setting => Assert.Contains(problems, problem => problem.Path == $"/settings/{setting.Name}"));
        Assert.All(connector.Manifest.Secrets.Where(secret => secret.Required), secret => Assert.Contains(problems, problem => problem.Path == $"/secrets/{secret.Name}"));
    }

    [Fact]
    public void A_connection_never_shows_its_secrets() => Assert.DoesNotContain(Canary, Connection.ToString(), StringComparison.Ordinal);

    private sealed class NoEgress : IEgress
    {
        public Task<EgressOutcome> SendAsync(EgressRequest request, CancellationToken cancellation) => Task.FromResult<EgressOutcome>(new EgressOutcome.NotSent("refused", "No call was expected."));
    }
}
