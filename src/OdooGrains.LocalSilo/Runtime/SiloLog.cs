using Microsoft.Extensions.Logging;

namespace OdooGrains.LocalSilo;

/// <summary>What the silo logs: failures that no caller sees.</summary>
internal sealed partial class SiloLog(ILogger logger)
{
    [LoggerMessage(Level = LogLevel.Error, Message = "OnDeactivateAsync of {Grain} failed; it ends all the same")]
    public partial void DeactivationFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer tick of {Grain} failed; the next one comes")]
    public partial void TimerFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reminder {Reminder} of {Grain} failed; the next tick comes")]
    public partial void ReminderFailed(GrainId grain, string reminder, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reminder {Reminder} of {Grain} has no grain class here; it stays in the table and does not tick")]
    public partial void ReminderWithoutGrain(GrainId grain, string reminder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event of stream {Stream} was lost at {Subscriber}")]
    public partial void StreamEventLost(StreamId stream, string subscriber, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "One-way call {Method} failed")]
    public partial void OneWayFailed(string method, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo was stopped in time with {Grains} grains still active")]
    public partial void StoppedWithGrains(int grains);
}
