namespace OdooGrains.LocalSilo;

/// <summary>A grain that reminders may call.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A tick: an ordinary call, at least once, missed ones skipped.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}

/// <summary>When a reminder ticked. Times are UTC.</summary>
public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
{
    public DateTime FirstTickTime { get; } = firstTickTime;

    public TimeSpan Period { get; } = period;

    public DateTime CurrentTickTime { get; } = timeStamp;
}

/// <summary>A durable timer of a grain: it survives deactivation and restart.</summary>
public interface IGrainReminder
{
    string ReminderName { get; }
}
