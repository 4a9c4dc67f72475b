namespace OdooGrains.Sandbox.Stripe;

/// <summary>The simulated account and what goes wrong with its webhooks. Shares are in a thousand events.</summary>
public sealed record StripeAccount
{
    public string ApiKey { get; init; } = "sk_test_simulated";

    public string WebhookSecret { get; init; } = "whsec_simulated";

    /// <summary>Seed of all that is left to chance. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Events that are sent twice. Default 10 %.</summary>
    public int DuplicatesPerMille { get; init; } = 100;

    /// <summary>Changes of which two events are made, with ids of their own: Stripe does not rule that out. Default 2 %.</summary>
    public int TwinsPerMille { get; init; } = 20;

    /// <summary>Events whose webhook never comes. Default none.</summary>
    public int LostPerMille { get; init; }

    /// <summary>Webhooks are sent in any order within so many. Default 8.</summary>
    public int DisorderMax { get; init; } = 8;

    /// <summary>Everything comes once and in order.</summary>
    public static StripeAccount Orderly { get; } = new() { DuplicatesPerMille = 0, TwinsPerMille = 0, DisorderMax = 1 };
}
