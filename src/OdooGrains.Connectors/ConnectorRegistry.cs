using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors;

/// <summary>All connectors of the program, by kind.</summary>
public sealed class ConnectorRegistry(IEnumerable<IConnector> connectors)
{
    private readonly Dictionary<string, IConnector> _byKind = connectors.ToDictionary(connector => connector.Manifest.Kind, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Kinds => _byKind.Keys;

    public IConnector? Find(string kind) => _byKind.GetValueOrDefault(kind);

    /// <summary>A feed of a kind; null where it has none of that name.</summary>
    public FeedManifest? Feed(string kind, string name) => Find(kind)?.AllFeeds.FirstOrDefault(feed => feed.Name == name);

    /// <summary>What the effect machine must know of the operations that a connection offers: the manifest, with the connection's <c>settleSeconds</c> where set.</summary>
    public IReadOnlyDictionary<string, OperationPolicy> Operations(ConnectionConfig connection)
    {
        var connector = Find(connection.Kind) ?? throw new InvalidOperationException($"Connection {connection.Key} is of the unknown kind '{connection.Kind}'.");
        var settle = connection.Number("settleSeconds") is { } seconds ? TimeSpan.FromSeconds((double)seconds) : (TimeSpan?)null;
        return connector.Manifest.Operations.Where(operation => connector.Outbound!.Offers(connection, operation)).ToDictionary(operation => operation.Name, operation => new OperationPolicy
        {
            Grade = connector.Outbound!.GradeOf(connection, operation),
            Timeout = operation.Timeout,
            SettleDelay = settle ?? operation.SettleDelay,
            IsOneAtATime = connector.Outbound.IsOneAtATime(connection, operation),
        });
    }
}
