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

    /// <summary>Webhooks that are never sent. Default 0.</summary>
    public int LostPerMille { get; init; }

    /// <summary>Payments that are told after all else of their order, its refund too. Default 0.</summary>
    public int LatePaymentsPerMille { get; init; }

    /// <summary>Factor on the time between events: 0.1 sends ten times as fast, 0 at once. Default 1.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Nothing is repeated, delayed or reordered.</summary>
    public static DeliveryDisorder None { get; } = new() { DuplicatesPerMille = 0, DelayedPerMille = 0 };
}

/// <summary>Turns stories into an ordered list of deliveries, with duplicates, disorder and delays. Deterministic by seed.</summary>
public static class DeliveryPlan
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<PlannedDelivery> Make(ShopScenario scenario, IReadOnlyList<OrderStory> stories, DeliveryDisorder disorder)
    {
        var random = new Random(disorder.Seed);
        var events = stories.SelectMany(story => story.Events.Select(happened => (Happened: happened, story.Events[^1].TriggeredAt))).ToList();
        if (events.Count == 0) { return []; }
        var start = events.Min(told => told.Happened.TriggeredAt);
        List<PlannedDelivery> plan = [];
        foreach (var (happened, end) in events)
        {
            if (Draws(random, disorder.LostPerMille)) { continue; }
            var delivery = WebhookDelivery.Of(scenario, happened);
            var isLate = happened.Topic == "order_transactions/create" && Draws(random, disorder.LatePaymentsPerMille);
            var offset = (isLate ? end - start + After : happened.TriggeredAt - start) * disorder.Pace;
            plan.Add(new(delivery, offset + (random.Next(1000) < disorder.DelayedPerMille ? Delay(random, disorder) : TimeSpan.Zero)));
            if (random.Next(1000) < disorder.DuplicatesPerMille) { plan.Add(new(delivery, offset + Delay(random, disorder))); }
        }

        return [.. plan.OrderBy(planned => planned.Offset)];
    }

    // Nothing is drawn where nothing can happen, so that a disorder without it is what it always was.
    private static bool Draws(Random random, int perMille) => perMille > 0 && random.Next(1000) < perMille;

    private static TimeSpan Delay(Random random, DeliveryDisorder disorder) => disorder.DelayMax * random.NextDouble();
}
