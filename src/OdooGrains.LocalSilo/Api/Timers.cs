using System.Diagnostics.CodeAnalysis;

namespace OdooGrains.LocalSilo;

/// <summary>A timer of one activation; it ends with it.</summary>
public interface IGrainTimer : IDisposable
{
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>
/// How a grain timer ticks. The period counts from the end of a tick; a tick that throws is logged and the next one comes.
/// </summary>
public struct GrainTimerCreationOptions
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    public required TimeSpan DueTime { get; set; }

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> for one tick.</summary>
    public required TimeSpan Period { get; set; }

    /// <summary>Ticks run beside calls; by default they wait for the running call.</summary>
    public bool Interleave { get; set; }

    /// <summary>Ticks count as use and keep the grain from idling out; by default they do not.</summary>
    public bool KeepAlive { get; set; }
}
