namespace OdooGrains.Simulation;

/// <summary>How often things happened, over one world or many.</summary>
internal sealed class Tally
{
    private readonly long[] _faults = new long[Enum.GetValues<Fault>().Length];
    private readonly SortedDictionary<string, long> _others = new(StringComparer.Ordinal);

    public void Hit(Fault fault) => _faults[(int)fault]++;

    public long Of(Fault fault) => _faults[(int)fault];

    /// <summary>Counts something by name: an edge of the saga, an edge of the effect machine, a fault of Odoo's own.</summary>
    public void Hit(string what, long times = 1) => _others[what] = _others.GetValueOrDefault(what) + times;

    public long Of(string what) => _others.GetValueOrDefault(what);

    public IEnumerable<(string What, long Times)> All
        => Enum.GetValues<Fault>().Select(fault => ($"fault {fault}", Of(fault))).Concat(_others.Select(entry => (entry.Key, entry.Value)));

    public void Add(Tally other)
    {
        for (var fault = 0; fault < _faults.Length; fault++)
        {
            _faults[fault] += other._faults[fault];
        }

        foreach (var (what, times) in other._others)
        {
            Hit(what, times);
        }
    }
}
