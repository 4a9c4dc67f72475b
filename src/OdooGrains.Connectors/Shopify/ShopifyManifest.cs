using OdooGrains.Domain.Effects;

namespace OdooGrains.Connectors.Shopify;

/// <summary>What the connector says of itself.</summary>
internal static class ShopifyManifest
{
    public const string Announce = "order.announce";

    public static readonly IReadOnlyList<OperationManifest> Operations =
    [
        // Fulfilment orders one by one, and the mutation; a repeat and a look-up read the fulfilments, and those that may be it.
        new()
        {
            Name = Announce,
            Lane = Lane.Fulfilment,
            Grade = Grade.DetectedAndRepaired,
            Cost = ShopifyLimits.FulfilmentOrdersMax + 1,
            RepeatCost = LookUpCost + ShopifyLimits.FulfilmentOrdersMax + 1,
            LookUpCost = LookUpCost,
            // In the end, of a fulfilment order with a dozen lines: 4 + 2 × 12, and 10 for the mutation. What a query asks for at the worst is only held while it runs.
            Points = 40,
            Timeout = ShopifyLimits.OperationTimeout,
            SettleDelay = ShopifyLimits.SettleDelay,
            LookUp = "The order's fulfilment with the same tracking numbers and quantities that stands for no other delivery.",
        },
    ];

    public static readonly ConnectorManifest Manifest = new()
    {
        Kind = "shopify",
        Title = "Shopify",
        Settings = ShopifySettings.Manifest,
        Secrets = ShopifySettings.Secrets,
        Operations = Operations,
        Topics = ShopifyTopics.Manifest,
    };

    private const int LookUpCost = 1 + ShopifyLimits.CandidatesMax;
}
