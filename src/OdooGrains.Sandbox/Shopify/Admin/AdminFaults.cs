namespace OdooGrains.Sandbox.Shopify.Admin;

/// <summary>What can go wrong with a request to the simulated Admin API.</summary>
public enum AdminFault
{
    /// <summary>Executed; the connection is closed without an answer.</summary>
    DropAnswer,

    /// <summary>Executed; answered 502.</summary>
    CommittedBadGateway,

    /// <summary>Not executed; answered 503.</summary>
    Unavailable,

    /// <summary>Not executed; 200 with THROTTLED, as if others had emptied the bucket.</summary>
    Throttled,

    /// <summary>Not executed; 429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>Executed; 200 with INTERNAL_SERVER_ERROR and null data.</summary>
    InternalError,

    /// <summary>Not executed; 402, the shop is frozen.</summary>
    Frozen,

    /// <summary>Not executed; 423, the shop is locked.</summary>
    Locked,
}

/// <summary>The seeded plan of what goes wrong. The same seed and the same requests give the same faults.</summary>
/// <param name="seed">Seed of the draws.</param>
public sealed class AdminFaults(int seed)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<(AdminFault Fault, int PerMille)> _rules = [];
    private readonly List<(AdminFault Fault, string? Operation)> _script = [];
    private readonly Dictionary<AdminFault, int> _struck = [];

    /// <summary>How often each fault struck so far.</summary>
    public IReadOnlyDictionary<AdminFault, int> Struck
    {
        get { lock (_gate) { return new Dictionary<AdminFault, int>(_struck); } }
    }

    /// <summary>The fault strikes with its probability from now on.</summary>
    public void Add(AdminFault fault, int perMille)
    {
        lock (_gate) { _rules.Add((fault, perMille)); }
    }

    /// <summary>The next request of the operation (null: any) meets the fault; scripted faults come before drawn ones.</summary>
    public void Next(AdminFault fault, string? operation = null)
    {
        lock (_gate) { _script.Add((fault, operation)); }
    }

    internal AdminFault? Draw(string operation)
    {
        lock (_gate)
        {
            var index = _script.FindIndex(entry => entry.Operation is null || entry.Operation == operation);
            AdminFault? fault = index >= 0 ? _script[index].Fault : _rules.Where(rule => _random.Next(1000) < rule.PerMille).Select(rule => (AdminFault?)rule.Fault).FirstOrDefault();
            if (index >= 0) { _script.RemoveAt(index); }
            if (fault is { } struck) { _struck[struck] = _struck.GetValueOrDefault(struck) + 1; }
            return fault;
        }
    }
}
