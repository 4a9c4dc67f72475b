using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Alerts;

/// <summary>What is told of an alert.</summary>
public enum AlertEvent
{
    Raised,
    Ended,
}

/// <summary>Who is told.</summary>
public enum AlertTarget
{
    Platform,
    Tenant,
}

/// <summary>How far a message has come.</summary>
public enum AlertDelivery
{
    Waiting,
    Delivered,
    /// <summary>All attempts failed, or the receiver wants no more of them.</summary>
    Undelivered,
}

/// <summary>One webhook of an alert to one target.</summary>
public sealed record AlertMessageKey(TenantId Tenant, Guid Alert, AlertEvent Event, AlertTarget Target)
{
    /// <summary>The same in every attempt, so that the receiver knows a repeat.</summary>
    public string WebhookId => $"alert_{Alert:N}_{Event.ToString().ToLowerInvariant()}";
}

/// <summary>When a message that was not taken is sent again: Standard Webhooks' schedule, as far as a day reaches.</summary>
public static class AlertRetries
{
    /// <summary>How much later than scheduled an attempt may be, so that many do not come at once. A tenth.</summary>
    public const double Jitter = 0.1;

    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(7), TimeSpan.FromHours(7)];

    /// <summary>Attempts at most, over 21 h 35 min to 24 h. 8.</summary>
    public static int AttemptsMax => Delays.Length + 1;

    /// <summary>How long after an attempt the next one is due; null after the last.</summary>
    /// <param name="attempt">From 1.</param>
    /// <param name="draw">0 to 1.</param>
    public static TimeSpan? After(int attempt, double draw) => attempt < AttemptsMax ? Delays[attempt - 1] * (1 + (Jitter * draw)) : null;
}
