using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OdooGrains.Connectors.Json;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Outbound;
using OdooGrains.Domain.Policies;

namespace OdooGrains.Connectors.Stripe;

/// <summary>
/// The events of the last 30 days, as Stripe lists them: newest first, in pages (https://docs.stripe.com/api/events/list). One sweep goes from the newest
/// back to where it began; the next begins <see cref="Overlap"/> before the newest that this one saw, since events may show late.
/// </summary>
internal sealed class StripeFeed(StripeApi api) : IFeedConnector
{
    public const string Events = "events";
    public const int PageMax = 100;

    /// <summary>How far the next sweep looks back before the newest event of the last one. 10 min.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>25 requests a second for each endpoint of the API, in test mode for all together (https://docs.stripe.com/rate-limits).</summary>
    private const double CallsPerSecond = 25;

    private static readonly TimeSpan UnreadableWithin = TimeSpan.FromDays(1);

    // The number of webhooks that are still to be sent changes while nothing of the event does.
    private const string PendingWebhooks = "pending_webhooks";

    public IReadOnlyList<FeedManifest> Feeds { get; } =
    [
        new(Events, "Events of payments, refunds and disputes whose webhooks did not come.", TimeSpan.FromMinutes(5), Lane.Money),
    ];

    public IReadOnlyList<CallLimit> Limits(ConnectionConfig connection) => [new("endpoint", CallsPerSecond, CallsPerSecond)];

    public async Task<FeedPage> ReadAsync(ConnectionConfig connection, string feed, string? cursor, DateTimeOffset since, CancellationToken cancellation)
    {
        if (feed != Events || Sweep.Parse(cursor, since) is not { } sweep)
        {
            return new FeedPage.Failed(new(FailureClass.Schema, "unknown_feed", $"Stripe has no feed '{feed}' at the cursor '{cursor}'."));
        }

        var (answer, failure) = await api.GetAsync(connection, Query(sweep), cancellation);
        if (failure is not null)
        {
            return new FeedPage.Failed(failure);
        }

        try
        {
            return Page(new(connection), new(answer!.Value, ""), sweep);
        }
        catch (JsonShapeException shape)
        {
            return new FeedPage.Failed(new(FailureClass.Schema, "unreadable", $"Stripe's list of events cannot be read: {shape.Message}"));
        }
    }

    private static string Query(Sweep sweep)
    {
        var types = string.Concat(StripeTopics.Used.Select(type => $"&types[]={type}"));
        var after = sweep.After is { } last ? $"&starting_after={Uri.EscapeDataString(last)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"/v1/events?limit={PageMax}&created[gte]={sweep.From}{types}{after}");
    }

    private static FeedPage.Read Page(StripeSettings settings, JsonView list, Sweep sweep)
    {
        List<JsonView> items = [.. list.Items("data")];
        var newest = items.Select(item => StripeEvent.CreatedAt(item).ToUnixTimeSeconds()).Append(sweep.Newest).Max();
        var hasMore = list.Flag("has_more") && items.Count > 0;
        var next = hasMore
            ? sweep with { Newest = newest, After = StripeEvent.Id(items[^1]) }
            : new Sweep(Math.Max(sweep.From, newest - (long)Overlap.TotalSeconds), 0, null);

        // Oldest first within the page.
        return new([.. items.AsEnumerable().Reverse().Select(item => Event(settings, item))], next.ToString(), hasMore);
    }

    // Without a delivery id, so that it is known again by its bytes: a webhook's differ.
    private static FeedEvent Event(StripeSettings settings, JsonView item)
    {
        var body = JsonObject.Create(item.Element) ?? throw new JsonShapeException(item.Path, "an event");
        body.Remove(PendingWebhooks);
        return new(Verdict(settings, item) with { DeliveryId = "" }, Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    // One event that cannot be routed must not hold back those behind it.
    private static InboundVerdict.Verified Verdict(StripeSettings settings, JsonView item)
    {
        try
        {
            return StripeInbound.Verdict(settings, item);
        }
        catch (JsonShapeException)
        {
            return new InboundVerdict.Work(Lane.Money, Events, "", Owners.Platform, UnreadableWithin);
        }
    }

    /// <param name="From">Seconds since 1970: events made since then.</param>
    /// <param name="Newest">The newest event that the sweep has seen.</param>
    /// <param name="After">The last event of the page before; null on the first page.</param>
    private sealed record Sweep(long From, long Newest, string? After)
    {
        public static Sweep? Parse(string? cursor, DateTimeOffset since) => cursor?.Split(':') switch
        {
            null => new(since.ToUnixTimeSeconds(), 0, null),
            [var from] when Number(from) is { } begun => new(begun, 0, null),
            [var from, var newest, var after] when Number(from) is { } begun && Number(newest) is { } seen && after.Length > 0 => new(begun, seen, after),
            _ => null,
        };

        public override string ToString() => After is null ? string.Create(CultureInfo.InvariantCulture, $"{From}") : string.Create(CultureInfo.InvariantCulture, $"{From}:{Newest}:{After}");

        private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
