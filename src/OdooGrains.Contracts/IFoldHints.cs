using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Feeds;

namespace OdooGrains.Contracts;

/// <summary>Where accept and sweep say that there is something to fold, or to read. Never waits; what does not fit is left to the sweep.</summary>
public interface IFoldHints
{
    /// <summary>An event was accepted just now.</summary>
    void Arrived(InboundEvent @event);

    /// <summary>A document has open events that nobody folded yet.</summary>
    void Open(DocumentKey document);

    /// <summary>By the word of its system, a feed has something new.</summary>
    void Changed(FeedKey feed);
}
