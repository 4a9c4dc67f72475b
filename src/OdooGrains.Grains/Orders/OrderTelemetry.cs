using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Telemetry;

namespace OdooGrains.Grains.Orders;

/// <summary>Counts what a commit of an order changed.</summary>
internal static class OrderTelemetry
{
    public static void Committed(OrderState? before, OrderState after, int events, DateTimeOffset now)
    {
        Instruments.Folded.Add(events);
        if (after.IsConfirmedInErp && before is not { IsConfirmedInErp: true })
        {
            Instruments.Confirmed.Add(1);
            Instruments.OrderSeconds.Record((now - after.Effects[0].PlannedAt).TotalSeconds);
        }

        if (after.Hold is { } hold && before?.Hold?.Code != hold.Code)
        {
            Instruments.Held.Add(1, new KeyValuePair<string, object?>("class", hold.Class.ToString().ToLowerInvariant()));
        }
    }
}
