using OdooGrains.Connectors;

namespace OdooGrains.Simulation;

/// <summary>A connector that passes all on; a planted bug overrides a part of it.</summary>
internal abstract class ConnectorDecorator(IConnector real) : IConnector
{
    protected IConnector Real => real;

    public virtual ConnectorManifest Manifest => real.Manifest;

    public virtual IInboundConnector? Inbound => real.Inbound;

    public virtual IOutboundConnector? Outbound => real.Outbound;

    public IReadOnlyList<SettingProblem> Validate(ConnectionConfig connection) => real.Validate(connection);

    public Task<ConnectionTest> TestAsync(ConnectionConfig connection, CancellationToken cancellation) => real.TestAsync(connection, cancellation);
}
