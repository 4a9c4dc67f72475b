using System.Text.Json.Nodes;
using OdooGrains.Connectors;
using OdooGrains.Domain.Effects;

namespace OdooGrains.ControlServer;

/// <summary>Writes as most integrations do: plain create, and what got no answer is simply sent again.</summary>
internal sealed class NaiveConnector(IConnector inner) : IConnector, IOutboundConnector
{
    public ConnectorManifest Manifest => inner.Manifest with { Operations = [.. inner.Manifest.Operations.Select(operation => operation with { SettleDelay = TimeSpan.Zero })] };

    public IInboundConnector? Inbound => inner.Inbound;

    public IOutboundConnector? Outbound => this;

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => inner.Validate(connection);

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => inner.TestAsync(connection, cancellation);

    public Task<IReadOnlyList<EffectOutcome>> ExecuteAsync(ConnectionConfig connection, IReadOnlyList<Effect> effects, CancellationToken cancellation)
        // Each attempt looks like a fresh one, so that nothing is looked up before it is written.
        => inner.Outbound!.ExecuteAsync(Naive(connection), [.. effects.Select(effect => effect with { DoubtfulSince = null })], cancellation);

    public Task<EffectOutcome> LookUpAsync(ConnectionConfig connection, Effect effect, CancellationToken cancellation)
        => Task.FromResult<EffectOutcome>(new EffectOutcome.NotFound());

    public int BatchMax(ConnectionConfig connection, OperationManifest operation) => inner.Outbound!.BatchMax(Naive(connection), operation);

    private static ConnectionConfig Naive(ConnectionConfig connection)
    {
        var settings = (JsonObject)connection.Settings.DeepClone();
        settings["createBy"] = "create";
        return connection with { Settings = settings };
    }
}
