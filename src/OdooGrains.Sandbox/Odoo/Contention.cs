namespace OdooGrains.Sandbox.Odoo;

/// <summary>Records that a call in progress is still busy with, by the clock: what overlaps in time conflicts.</summary>
internal sealed class Contention
{
    private readonly Dictionary<(string Model, int Id), DateTimeOffset> _busyUntil = [];

    public TimeSpan Wait(IEnumerable<(string Model, int Id)> records, DateTimeOffset now)
    {
        var wait = TimeSpan.Zero;
        foreach (var record in records)
        {
            if (_busyUntil.TryGetValue(record, out var until) && until - now > wait) { wait = until - now; }
        }

        return wait;
    }

    public void Hold(IEnumerable<(string Model, int Id)> records, DateTimeOffset until, DateTimeOffset now)
    {
        if (until <= now) { return; }
        foreach (var past in _busyUntil.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList()) { _busyUntil.Remove(past); }
        foreach (var record in records) { _busyUntil[record] = until; }
    }
}
