using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;

namespace OdooGrains.Contracts;

/// <summary>Where accept and sweep say that there is something to fold. Never waits; what does not fit is left to the sweep.</summary>
public interface IFoldHints
{
    /// <summary>An event was accepted just now.</summary>
    void Arrived(InboundEvent @event);

    /// <summary>A document has open events that nobody folded yet.</summary>
    void Open(DocumentKey document);
}
