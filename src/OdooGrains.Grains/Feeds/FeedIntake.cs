using Microsoft.Extensions.Logging;
using OdooGrains.Connectors;
using OdooGrains.Contracts;
using OdooGrains.Domain.Chance;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Events;
using OdooGrains.Domain.Feeds;
using OdooGrains.Domain.Policies;
using OdooGrains.Domain.Telemetry;
using OdooGrains.Domain.Tenants;
using OdooGrains.Storage.Feeds;
using OdooGrains.Storage.Inbox;
using OdooGrains.Storage.Policies;
using OdooGrains.Storage.Sweep;

namespace OdooGrains.Grains.Feeds;

/// <summary>
/// Takes what a feed brought in the way that webhooks take: into the inbox, where what is known is a duplicate, then a hint. Only when all of a page is
/// durable the cursor moves on, so that a kill in between reads the same page again.
/// </summary>
public sealed partial class FeedIntake(
    IFeedStore feeds, IInbox inbox, IFoldHints hints, IIdSource ids, IBacklogView backlog, PolicyDirectory policies, IChance chance, TimeProvider time, ILogger<FeedIntake> logger) : IFeedUse
{
    public async Task<FeedStart?> BeginAsync(FeedCall call)
        => await feeds.FindAsync(call.Key, CancellationToken.None) is { } progress ? new(progress.Cursor, progress.Since, progress.Version) : null;

    public Task<DateTimeOffset?> TakeAsync(FeedCall call, FeedStart start, FeedPage page) => page switch
    {
        FeedPage.Read read => ReadAsync(call, start, read),
        FeedPage.Failed failed => FailedAsync(call, start, failed.Failure),
        _ => throw new InvalidOperationException($"Page {page.GetType().Name} of feed {call.Key} is not known."),
    };

    /// <summary>Accepts the events, in their order. How many were new.</summary>
    public async Task<int> AcceptAsync(ConnectionKey connection, IEnumerable<FeedEvent> events)
    {
        var now = time.GetUtcNow();
        var incoming = events.Select(one => VerifiedEvent.Of(connection, new(ids.Next()), one.Verdict, one.Body, now)).ToList();
        var accepted = await Task.WhenAll(incoming.Select(one => inbox.AcceptAsync(one, CancellationToken.None)));
        var news = incoming.Where((_, index) => !accepted[index].IsDuplicate).ToList();
        Instruments.Accepted.Add(news.Count);
        Instruments.Duplicates.Add(incoming.Count - news.Count);
        foreach (var document in news.Where(one => one.Status is EventStatus.Open).Select(one => one.Document).Distinct())
        {
            // Most of what a feed lists is known: it is loaded before it is folded, and not guessed to be new.
            hints.Open(document!.Value);
        }

        return news.Count;
    }

    private async Task<DateTimeOffset?> ReadAsync(FeedCall call, FeedStart start, FeedPage.Read page)
    {
        var accepted = await AcceptAsync(call.Connection, page.Events);
        var now = time.GetUtcNow();
        var isOurs = await ChangeAsync(call, start, progress => progress.Read(page.Cursor, now, call.Feed.Every));
        LogRead(call.Key, page.Events.Count, accepted, page.HasMore);
        return isOurs && page.HasMore ? now + await RestAsync(call, accepted) : null;
    }

    private async Task<DateTimeOffset?> FailedAsync(FeedCall call, FeedStart start, Failure failure)
    {
        var now = time.GetUtcNow();
        var failures = 0;
        await ChangeAsync(call, start, progress =>
        {
            failures = progress.Failures + 1;
            return progress.Failed(failure, now);
        });
        LogFailed(call.Key, failure.Class, failure.Message);
        var backoff = (await policies.ForAsync(call.Connection)).Retry.DelayAfter(Math.Max(failures, 1), chance.NextDouble());
        return now + (failure.RetryAfter is { } asked && asked > backoff ? asked : backoff);
    }

    // Another activation may have read the same page and moved on: its word stands.
    private async Task<bool> ChangeAsync(FeedCall call, FeedStart start, Func<FeedProgress, FeedProgress> change)
        => await feeds.FindAsync(call.Key, CancellationToken.None) is { } progress && progress.Version == start.Version && await feeds.PutAsync(change(progress), CancellationToken.None);

    private async Task<TimeSpan> RestAsync(FeedCall call, int accepted)
    {
        var kind = AdmissionPolicy.ClassOf(call.Feed.Lane);
        var open = backlog.Backlog.FirstOrDefault(one => one.Tenant == call.Connection.Tenant);
        var waiting = kind is AdmissionClass.Orders ? open?.MoneyEvents : open?.OpenEvents - open?.MoneyEvents;
        return FeedPacing.Rest(accepted, waiting ?? 0, (await policies.ForAsync(call.Connection)).Admission.Of(kind));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A page of feed {Feed} was read: {Events} events, {Accepted} of them new; more follow: {HasMore}")]
    private partial void LogRead(FeedKey feed, int events, int accepted, bool hasMore);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} could not be read ({Class}): {Reason}")]
    private partial void LogFailed(FeedKey feed, FailureClass @class, string reason);
}
