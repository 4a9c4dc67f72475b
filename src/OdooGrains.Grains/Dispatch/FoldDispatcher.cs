using Microsoft.Extensions.Logging;
using OdooGrains.Contracts;
using OdooGrains.Contracts.Feeds;
using OdooGrains.Contracts.Orders;
using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Grains.Dispatch;

/// <summary>
/// Passes hints to order grains, a bounded number at once and fairly over tenants. What does not fit into memory is dropped: the event is open
/// in the store, and the sweep hints it again.
/// </summary>
/// <param name="scheduler">Where folds are started: the thread pool, or a simulation's own scheduler.</param>
public sealed partial class FoldDispatcher(IGrainFactory grains, GrainLimits limits, TaskScheduler scheduler, ILogger<FoldDispatcher> logger) : IFoldHints
{
    private readonly Lock _gate = new();
    private readonly FairQueue<Hint> _waiting = new(limits.FoldHintsMax, discipline: limits.Discipline);
    private readonly HashSet<DocumentKey> _openHints = [];
    private int _inFlight;

    public void Arrived(InboundEvent @event)
    {
        if (@event.Document is { } document)
        {
            // A large body is read from the store again when its turn comes: thousands of hints must not hold it in memory.
            Enqueue(new(document, @event.Body.Length <= limits.FoldHintBytesMax ? new(@event, IsFresh: true) : new(null, IsFresh: false)));
        }
    }

    public void Open(DocumentKey document) => Enqueue(new(document, new(null, IsFresh: false)));

    // A grain that sleeps is woken by it, and of many hints its connection's owner makes one page.
    public void Changed(FeedKey feed)
        => _ = Task.Factory.StartNew(() => grains.GetGrain<IFeedGrain>(feed.ToString()).Hint(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);

    private void Enqueue(Hint hint)
    {
        lock (_gate)
        {
            // The sweep sees an event again every round until it is folded: one hint of a document is enough.
            var isOpenHint = hint.What.Event is null;
            var isKnown = isOpenHint && !_openHints.Add(hint.Document);
            if (!isKnown && !_waiting.TryEnqueue(hint.Document.Tenant, hint) && isOpenHint)
            {
                _openHints.Remove(hint.Document);
            }
        }

        StartWaiting();
    }

    private void StartWaiting()
    {
        while (TakeSlot() is { } hint)
        {
            _ = Task.Factory.StartNew(() => FoldAsync(hint), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        }
    }

    private Hint? TakeSlot()
    {
        lock (_gate)
        {
            if (_inFlight >= limits.FoldsInFlight || !_waiting.TryDequeue(out var hint))
            {
                return null;
            }

            _inFlight++;
            if (hint.What.Event is null)
            {
                _openHints.Remove(hint.Document);
            }

            return hint;
        }
    }

    private async Task FoldAsync(Hint hint)
    {
        try
        {
            await grains.GetGrain<IOrderGrain>(hint.Document.ToString()).Fold(hint.What);
        }
        catch (Exception error)
        {
            // The event is still open; the sweep hints it again.
            LogNotFolded(hint.Document, error);
        }
        finally
        {
            lock (_gate)
            {
                _inFlight--;
            }
        }

        StartWaiting();
    }

    private sealed record Hint(DocumentKey Document, FoldHint What);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of {Document} could not be folded now; the sweep will hint them again")]
    private partial void LogNotFolded(DocumentKey document, Exception error);
}
