using OdooGrains.Connectors;
using OdooGrains.Contracts.Connections;
using OdooGrains.Domain.Brownout;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;
using OdooGrains.Grains.Feeds;

namespace OdooGrains.Grains.Connections;

/// <summary>Pages of feeds are calls like any other: they take the budget of their lane, a place, and what breaker, pause and refused credentials allow.</summary>
public sealed partial class ConnectionGrain
{
    public async Task Read(FeedRead read)
    {
        if ((await reader.ReadAsync(_key)) is { Config: { } config, Connector: { } connector } && connector.Turn(read.Feed) is { } manifest && manifest.IsOn(config.Settings))
        {
            // A list that is only compared waits behind all else, and is the first to be shed.
            _feeds.Want(read, read.Run is null ? manifest : manifest with { Lane = Lane.Reports }, time.GetUtcNow());
            await PumpAsync();
        }
    }

    // What the platform sheds is looked at again later, as its effects are.
    private (FeedRead Read, FeedManifest Feed)? FirstPage(CallTerms terms, Lane lane, DateTimeOffset now)
    {
        var page = terms.Config is null ? null : _feeds.First(lane, now, feed => HasOwnBudget(PageOperation(feed), terms.Cost(feed)));
        return page is null || !terms.Brownout.Sheds(lane) || Await(BrownoutLadder.RetryAfter) ? page : null;
    }

    private Func<Task>? TakePage(CallTerms terms, (FeedRead Read, FeedManifest Feed) page)
    {
        if (!HasBudget(PageOperation(page.Feed), terms.Cost(page.Feed)))
        {
            return null;
        }

        _feeds.Start(page.Read);
        return () => ReadAsync(new(page.Read, page.Feed, terms.Config!, _epoch) { Most = _pacing!.Batches.Next(PageOperation(page.Feed), terms.PageMax(page.Feed)) }, terms);
    }

    private async Task ReadAsync(FeedCall call, CallTerms terms)
    {
        FinishedRead? read = null;
        PacedCall paced = new(PageOperation(call.Feed), call.Most, IsRepeat: false, terms.Cost(call.Feed), _calls + 1);
        await CallAsync(paced, terms, async () => (read = await sender.ReadAsync(call)).Call, _ => _feeds.Finish(call.Read, call.Feed, Again(read)));
    }

    // Where the breaker let no call leave, it is tried again soon.
    private DateTimeOffset? Again(FinishedRead? read) => read is null ? time.GetUtcNow() + limits.SweepPeriod : read.Again.Result;

    private static string PageOperation(FeedManifest feed) => $"feed {feed.Name}";
}
