namespace OdooGrains.Sandbox.Shopify;

/// <summary>A webhook and when it is sent, from the start of the plan.</summary>
public sealed record PlannedDelivery(WebhookDelivery Delivery, TimeSpan Offset);

/// <summary>How the network treats the webhooks. Shares are in a thousand deliveries.</summary>
public sealed record DeliveryDisorder
{
    public int Seed { get; init; } = 1;

    /// <summary>Webhooks that are sent twice under the same id. Default 10 %.</summary>
    public int DuplicatesPerMille { get; init; } = 100;

    /// <summary>Webhooks that are delayed by up to <see cref="DelayMax"/>, so that a later one of the same order may overtake. Default 10 %.</summary>
    public int DelayedPerMille { get; init; } = 100;

    /// <summary>Longest delay, of duplicates as well. Default 5 s.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Factor on the time between events: 0.1 sends ten times as fast, 0 at once. Default 1.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Nothing is repeated, delayed or reordered.</summary>
    public static DeliveryDisorder None { get; } = new() { DuplicatesPerMille = 0, DelayedPerMille = 0 };
}

/// <summary>Turns stories into an ordered list of deliveries, with duplicates, disorder and delays. Deterministic by seed.</summary>
public static class DeliveryPlan
{
    public static IReadOnlyList<PlannedDelivery> Make(ShopScenario scenario, IReadOnlyList<OrderStory> stories, DeliveryDisorder disorder)
    {
        var random = new Random(disorder.Seed);
        var events = stories.SelectMany(story => story.Events).ToList();
        if (events.Count == 0) { return []; }
        var start = events.Min(happened => happened.TriggeredAt);
        List<PlannedDelivery> plan = [];
        foreach (var happened in events)
        {
            var delivery = WebhookDelivery.Of(scenario, happened);
            var offset = (happened.TriggeredAt - start) * disorder.Pace;
            plan.Add(new(delivery, offset + (random.Next(1000) < disorder.DelayedPerMille ? Delay(random, disorder) : TimeSpan.Zero)));
            if (random.Next(1000) < disorder.DuplicatesPerMille) { plan.Add(new(delivery, offset + Delay(random, disorder))); }
        }

        return [.. plan.OrderBy(planned => planned.Offset)];
    }

    private static TimeSpan Delay(Random random, DeliveryDisorder disorder) => disorder.DelayMax * random.NextDouble();
}
