using OdooGrains.Connectors;
using OdooGrains.Storage.Documents;
using OdooGrains.Storage.Effects;
using OdooGrains.Storage.Inbox;

namespace OdooGrains.Simulation;

/// <summary>What a process is made of, where a planted bug may take the place of the real thing. The base plants none.</summary>
internal class Composition
{
    public static Composition Real { get; } = new();

    public virtual IInbox Inbox(IInbox real, World world) => real;

    public virtual IDocumentStore Documents(IDocumentStore real, World world) => real;

    public virtual IEffectStore Effects(IEffectStore real, IDocumentStore documents, World world) => real;

    public virtual IConnector Connector(IConnector real, World world) => real;
}
