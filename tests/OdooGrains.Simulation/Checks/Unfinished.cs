using OdooGrains.Domain.Events;

namespace OdooGrains.Simulation;

/// <summary>What is not at its end yet.</summary>
internal static class Unfinished
{
    /// <summary>The first unfinished thing that is found, in words; null where all is at rest.</summary>
    public static string? Of(World world, IReadOnlyList<ShopSender> senders)
    {
        if (world.Process is null)
        {
            return "the process is down";
        }

        if (senders.FirstOrDefault(sender => sender.Waiting > 0) is { } sender)
        {
            return $"{sender.Shop.Key} has {sender.Waiting} webhooks without a 2xx";
        }

        if (world.InTheAir > 0)
        {
            return $"{world.InTheAir} requests are on their way";
        }

        if (world.Durable.StoredEvents.FirstOrDefault(@event => @event.Status is EventStatus.Open) is { } open)
        {
            return $"event {open.Id} of {open.Document} is open";
        }

        foreach (var document in world.Durable.StoredDocuments)
        {
            if (document.Effects.FirstOrDefault(effect => effect.IsOpen) is { } effect)
            {
                return $"effect {effect.Key} is {effect.Status}, due {effect.DueAt:HH:mm:ss}, after {effect.Attempts} attempts: {effect.LastFailure?.Message}";
            }

            if (document.Head.NextActionAt is not null)
            {
                return $"order {document.Head.Key} is {document.Head.Status} and due at {document.Head.NextActionAt:HH:mm:ss}";
            }
        }

        return null;
    }
}
