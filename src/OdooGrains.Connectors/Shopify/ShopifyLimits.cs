namespace OdooGrains.Connectors.Shopify;

/// <summary>
/// Every limit of the Shopify connector. A query may ask for at most 1,000 points (https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits):
/// 1 for each object, sized by <c>first</c> in lists, 10 for a mutation; the pages here are as large as that allows, and a test asks the simulated shop
/// what each query costs.
/// </summary>
internal static class ShopifyLimits
{
    public const string VersionDefault = "2026-10";

    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Shopify publishes no limit of its own; a mutation that is not answered by then is looked up.</summary>
    public static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);

    /// <summary>All reads of an announcement, its mutation, and a margin.</summary>
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The mutation starts within this time of its attempt, so that the settle delay, which counts from the mark, covers it.</summary>
    public static readonly TimeSpan WriteStartsWithin = TimeSpan.FromSeconds(20);

    /// <summary>20 s until the mutation, its 30 s, and as long again for a server that goes on without us.</summary>
    public static readonly TimeSpan SettleDelay = TimeSpan.FromSeconds(90);

    /// <summary>How long before its end an access token is refreshed; it lives an hour.</summary>
    public static readonly TimeSpan RefreshEarly = TimeSpan.FromMinutes(5);

    /// <summary>The wait for a bucket to fill is never believed to be longer: the fullest is empty for 20 s.</summary>
    public static readonly TimeSpan ThrottleMax = TimeSpan.FromMinutes(1);

    /// <summary>Fulfilment orders that an order may have, each read by itself.</summary>
    public const int FulfilmentOrdersMax = 8;

    /// <summary>Fulfilments with the same tracking numbers that a look-up compares line by line.</summary>
    public const int CandidatesMax = 5;

    /// <summary>Stock levels of one push: what one search for their products can find, twice over.</summary>
    public const int LevelsMax = 100;

    /// <summary>A remembered product is searched again after this time.</summary>
    public static readonly TimeSpan ItemMemory = TimeSpan.FromMinutes(10);

    /// <summary>Remembered products a connection; beyond it all are forgotten.</summary>
    public const int ItemsMax = 10_000;

    /// <summary>How often the feed is read when nothing hints at a change.</summary>
    public static readonly TimeSpan FeedEvery = TimeSpan.FromMinutes(10);

    /// <summary>How far a round of the feed goes back behind the newest change that the one before saw: what Shopify lists late. 15 min.</summary>
    public static readonly TimeSpan FeedOverlap = TimeSpan.FromMinutes(15);

    /// <summary>Requests of one page of the feed; more only where one order alone needs more.</summary>
    public const int FeedRequestsMax = 40;

    /// <summary>Orders of one round; Shopify pages through 25,000 at most.</summary>
    public const int FeedOrdersMax = 20_000;

    /// <summary>Parts of one order that the feed reads: transactions, refunds, fulfilments. One with more is left to a person.</summary>
    public const int PartsMax = 50;

    /// <summary>Characters of a message of Shopify's that are shown.</summary>
    public const int MessageLengthMax = 300;
}
