using OdooGrains.Api.Hooks;
using OdooGrains.Connectors;
using OdooGrains.Domain.Events;
using OdooGrains.Sandbox.Shopify;

namespace OdooGrains.Simulation;

/// <summary>
/// Sends a shop's webhooks as Shopify does, over a bad network: until each is answered with 2xx. Its ledger is the truth about what was
/// promised.
/// </summary>
internal sealed class ShopSender(World world, ShopModel shop)
{
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(5);
    private readonly Random _random = Streams.Of(world.Options.Seed, $"network of {shop.Key}");
    private readonly List<LedgerLine> _ledger = [];
    private readonly List<(EventId Event, WebhookDelivery Delivery)> _promised = [];

    public ShopModel Shop => shop;

    public IReadOnlyList<LedgerLine> Ledger => _ledger;

    /// <summary>Every 2xx: which event it named, for which webhook.</summary>
    public IReadOnlyList<(EventId Event, WebhookDelivery Delivery)> Promised => _promised;

    /// <summary>Webhooks that have not been answered with 2xx yet.</summary>
    public int Waiting { get; private set; }

    public void Start()
    {
        var rates = world.Options.Rates;
        var disorder = new DeliveryDisorder
        {
            Seed = Streams.SeedOf(world.Options.Seed, $"disorder of {shop.Key}"),
            DuplicatesPerMille = rates.HookDuplicate,
            DelayedPerMille = rates.HookDelayed,
            DelayMax = TimeSpan.FromSeconds(60),
        };
        Dictionary<string, int> newest = [];
        HashSet<string> seen = [];
        foreach (var planned in DeliveryPlan.Make(shop.Scenario, shop.Stories, disorder))
        {
            Waiting++;
            Count(planned.Delivery, newest, seen);
            _ = world.Dispatcher.Start(() => DeliverAsync(planned));
        }
    }

    private void Count(WebhookDelivery delivery, Dictionary<string, int> newest, HashSet<string> seen)
    {
        if (!seen.Add(delivery.WebhookId))
        {
            world.Tally.Hit(Fault.HookDuplicate);
        }

        if (newest.GetValueOrDefault(delivery.OrderId) > delivery.Version)
        {
            world.Tally.Hit(Fault.HookOvertaken);
        }

        newest[delivery.OrderId] = Math.Max(newest.GetValueOrDefault(delivery.OrderId), delivery.Version);
    }

    private async Task<bool> DeliverAsync(PlannedDelivery planned)
    {
        await Task.Delay(planned.Offset, world.Time);
        for (var attempt = 1; ; attempt++)
        {
            Write(planned.Delivery, attempt, "sent", null);
            var status = await AttemptAsync(planned.Delivery);
            Write(planned.Delivery, attempt, "outcome", status);
            world.Log.Add($"{shop.Key} webhook {planned.Delivery.OrderId} version {planned.Delivery.Version}, attempt {attempt}: {status}");
            if (status is >= 200 and < 300)
            {
                Waiting--;
                return true;
            }

            if (status is >= 400 and < 429)
            {
                world.Break("I5", $"a good webhook of {shop.Key} was refused with {status}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1 + (_random.NextDouble() * Math.Min(60, 4 << Math.Min(attempt, 4)))), world.Time);
        }
    }

    /// <summary>The status that the shop saw; null where no answer came.</summary>
    private async Task<int?> AttemptAsync(WebhookDelivery delivery)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1, 80)), world.Time);
        if (world.Process is not { } process)
        {
            world.Tally.Hit(Fault.HookWithoutServer);
            return null;
        }

        if (Chance(world.Options.Rates.HookLost))
        {
            world.Tally.Hit(Fault.HookLost);
            return null;
        }

        var request = new InboundRequest(name => Header(delivery, name), delivery.Body, world.Time.GetUtcNow());
        var call = process.Intake.ReceiveAsync(shop.Key, request, null, CancellationToken.None);
        // A process that died answers nothing; the shop waits no longer than Shopify does.
        await Task.WhenAny(call, Task.Delay(GivesUpAfter, world.Time));
        var isLost = Chance(world.Options.Rates.HookAnswerLost);
        if (!call.IsCompleted || isLost)
        {
            world.Tally.Hit(Fault.HookAnswerLost);
            return null;
        }

        switch (await call)
        {
            case IntakeAnswer.Accepted accepted:
                _promised.Add((accepted.Event, delivery));
                return accepted.IsDuplicate ? 200 : 202;
            case IntakeAnswer.Refused refused:
                world.Tally.Hit(Fault.HookRefused);
                return refused.Status;
            default:
                return null;
        }
    }

    private static string? Header(WebhookDelivery delivery, string name)
        => delivery.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private bool Chance(int perMille) => world.StormIsOn && perMille > 0 && _random.Next(1000) < perMille;

    private void Write(WebhookDelivery delivery, int attempt, string phase, int? status) => _ledger.Add(new()
    {
        Phase = phase,
        WebhookId = delivery.WebhookId,
        OrderId = delivery.OrderId,
        Version = delivery.Version,
        Topic = delivery.Topic,
        Attempt = attempt,
        Status = status,
        At = world.Time.GetUtcNow(),
    });
}
