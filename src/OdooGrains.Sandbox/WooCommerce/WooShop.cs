namespace OdooGrains.Sandbox.WooCommerce;

/// <summary>The simulated shop and what goes wrong with it. Shares are in a thousand.</summary>
public sealed record WooShop
{
    public string ConsumerKey { get; init; } = "ck_simulated";

    public string ConsumerSecret { get; init; } = "cs_simulated";

    public string WebhookSecret { get; init; } = "simulated";

    public string Currency { get; init; } = "EUR";

    /// <summary>The shop's own clock, ahead of UTC. Default 2 h behind: what is read by it and meant in UTC misses the last two hours.</summary>
    public TimeSpan Offset { get; init; } = TimeSpan.FromHours(-2);

    /// <summary>Prices are shown with this tax and kept without, in percent. Default 19.</summary>
    public decimal TaxPercent { get; init; } = 19;

    /// <summary>Seed of all that is left to chance. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Changes that fire order.updated once more, as plugins make it do. Default 30 %.</summary>
    public int RepeatedPerMille { get; init; } = 300;

    /// <summary>Webhooks that wait for the next visitor of a quiet shop (WP-Cron). Default 10 %.</summary>
    public int DelayedPerMille { get; init; } = 100;

    /// <summary>The longest such wait. Default 10 min.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Consecutive failures that WooCommerce forgives a webhook; the next one disables it (WC_Webhook::failed_delivery). 5.</summary>
    public int FailuresMax { get; init; } = 5;

    /// <summary>Nothing is repeated or delayed.</summary>
    public static WooShop Orderly { get; } = new() { RepeatedPerMille = 0, DelayedPerMille = 0 };
}

/// <param name="Gross">The price that the buyer sees, with tax.</param>
public sealed record WooItem(string Sku, decimal Quantity, decimal Gross);
