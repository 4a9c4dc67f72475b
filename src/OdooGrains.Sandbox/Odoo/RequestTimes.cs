namespace OdooGrains.Sandbox.Odoo;

/// <summary>When requests came, as a vendor counts them who allows at most burst + rate × W in every window W. Safe from several threads.</summary>
public sealed class RequestTimes
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _times = [];

    /// <param name="at">By a monotonic clock.</param>
    public void Add(TimeSpan at)
    {
        lock (_gate) { _times.Add(at); }
    }

    public void Clear()
    {
        lock (_gate) { _times.Clear(); }
    }

    /// <summary>The window that is fullest for its length; null where nothing came.</summary>
    public RequestWindow? Fullest(double perSecond, double burst)
    {
        List<TimeSpan> times;
        lock (_gate) { times = [.. _times.Order()]; }

        // Requests i to j are j - i + 1, so in the order of their times the least i - rate × time(i) so far begins the fullest window that j ends.
        RequestWindow? fullest = null;
        var (least, begin) = (double.MaxValue, 0);
        foreach (var (index, at) in times.Index())
        {
            var level = index - (perSecond * at.TotalSeconds);
            (least, begin) = level < least ? (level, index) : (least, begin);
            var window = new RequestWindow(index - begin + 1, times[begin], at - times[begin], burst + (perSecond * (at - times[begin]).TotalSeconds));
            fullest = fullest is null || window.Over > fullest.Over ? window : fullest;
        }

        return fullest;
    }
}

/// <summary>So many requests in a window, and what the limit allows in it.</summary>
public sealed record RequestWindow(int Requests, TimeSpan From, TimeSpan Length, double Allowed)
{
    // Sums of times as doubles.
    private const double Grain = 1e-6;

    /// <summary>How far it is over what is allowed; negative where it is below.</summary>
    public double Over => Requests - Allowed;

    public bool IsAllowed => Over <= Grain;

    public override string ToString() => $"{Requests} requests in {Length.TotalSeconds:0.000} s from {From.TotalSeconds:0.000} s on, where {Allowed:0.0} are allowed";
}
