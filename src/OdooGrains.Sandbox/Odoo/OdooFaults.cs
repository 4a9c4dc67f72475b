namespace OdooGrains.Sandbox.Odoo;

/// <summary>What can go wrong with a call. The comment says whether the call's transaction is committed.</summary>
public enum OdooFaultKind
{
    /// <summary>Committed; the connection closes without an answer.</summary>
    DropAnswer,

    /// <summary>Committed; the answer comes after <see cref="OdooFaultRule.Delay"/>.</summary>
    LateAnswer,

    /// <summary>Committed; a proxy answers 504 with an HTML page.</summary>
    CommittedGatewayTimeout,

    /// <summary>Not committed; the connection is reset.</summary>
    ResetBeforeCommit,

    /// <summary>Not committed; psycopg2.errors.SerializationFailure (for <c>load</c>: inside a 200, as recorded).</summary>
    SerializationFailure,

    /// <summary>Not committed; psycopg2.errors.DeadlockDetected.</summary>
    DeadlockDetected,

    /// <summary>Not committed; psycopg2.errors.LockNotAvailable.</summary>
    LockNotAvailable,

    /// <summary>Not committed; psycopg2.OperationalError: the server closed the connection.</summary>
    OperationalError,

    /// <summary>Not committed; psycopg2.pool.PoolError: no free connection.</summary>
    PoolError,

    /// <summary>Not committed; odoo.exceptions.UserError.</summary>
    UserError,

    /// <summary>Not committed; odoo.exceptions.ValidationError.</summary>
    ValidationError,

    /// <summary>Not committed; odoo.exceptions.AccessError.</summary>
    AccessError,

    /// <summary>Not committed; odoo.exceptions.MissingError.</summary>
    MissingError,

    /// <summary>Not committed; odoo.exceptions.LockError (19).</summary>
    LockError,

    /// <summary>Not committed; builtins.ValueError.</summary>
    ValueError,

    /// <summary>Not committed; builtins.TypeError.</summary>
    TypeError,

    /// <summary>Not committed; builtins.KeyError.</summary>
    KeyError,

    /// <summary>Not committed; 502 with an HTML page.</summary>
    BadGateway,

    /// <summary>Not committed; 503 with an HTML page.</summary>
    ServiceUnavailable,

    /// <summary>Not committed; 504 with an HTML page.</summary>
    GatewayTimeout,

    /// <summary>Not committed; 200 with an HTML login page, as a wrong proxy answers.</summary>
    LoginPage,

    /// <summary>Not committed; 401 Invalid apikey (JSON-2) or odoo.exceptions.AccessDenied (JSON-RPC).</summary>
    AuthExpired,

    /// <summary>Not committed; 429 with Retry-After.</summary>
    Throttled,
}

/// <summary>A fault that strikes with a probability, or the next few times.</summary>
public sealed record OdooFaultRule
{
    public required OdooFaultKind Kind { get; init; }

    /// <summary>Model that it strikes, or null for every model.</summary>
    public string? Model { get; init; }

    /// <summary>Method that it strikes, or null for every method.</summary>
    public string? Method { get; init; }

    /// <summary>Strikes only calls that write (create, write, unlink, load, action_*). Default true.</summary>
    public bool WritesOnly { get; init; } = true;

    /// <summary>Chance in a thousand for a matching call; ignored by scripted rules.</summary>
    public int PerMille { get; init; }

    /// <summary>Delay of a late answer, or Retry-After of a 429. Default 2 s.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(2);

    internal bool Matches(string model, string method, bool writes) =>
        (Model is null || Model == model) && (Method is null || Method == method) && (writes || !WritesOnly);
}

/// <summary>The seeded plan of what goes wrong. The same seed and the same calls give the same faults.</summary>
/// <param name="seed">Seed of the draws.</param>
public sealed class OdooFaults(int seed)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<OdooFaultRule> _rules = [];
    private readonly List<(OdooFaultRule Rule, int Left)> _script = [];
    private readonly Dictionary<OdooFaultKind, int> _struck = [];

    /// <summary>How often each kind of fault struck so far.</summary>
    public IReadOnlyDictionary<OdooFaultKind, int> Struck
    {
        get { lock (_gate) { return new Dictionary<OdooFaultKind, int>(_struck); } }
    }

    /// <summary>Adds a fault that strikes with its probability from now on.</summary>
    public void Add(OdooFaultRule rule)
    {
        lock (_gate) { _rules.Add(rule); }
    }

    /// <summary>The next <paramref name="times"/> matching calls meet the fault; scripted faults come before drawn ones.</summary>
    public void Next(int times, OdooFaultRule rule)
    {
        lock (_gate) { _script.Add((rule, times)); }
    }

    /// <summary>The next <paramref name="times"/> calls of <paramref name="model"/>.<paramref name="method"/> (null: any) meet the fault.</summary>
    public void Next(int times, string? model, string? method, OdooFaultKind kind) =>
        Next(times, new OdooFaultRule { Kind = kind, Model = model, Method = method, WritesOnly = method is null });

    /// <summary>Ends all faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _script.Clear();
        }
    }

    internal OdooFaultRule? Draw(string model, string method, bool writes)
    {
        lock (_gate)
        {
            var fault = Scripted(model, method, writes) ?? Drawn(model, method, writes);
            if (fault is not null) { _struck[fault.Kind] = _struck.GetValueOrDefault(fault.Kind) + 1; }
            return fault;
        }
    }

    private OdooFaultRule? Scripted(string model, string method, bool writes)
    {
        var index = _script.FindIndex(entry => entry.Rule.Matches(model, method, writes));
        if (index < 0) { return null; }
        var (rule, left) = _script[index];
        if (left <= 1) { _script.RemoveAt(index); }
        else { _script[index] = (rule, left - 1); }
        return rule;
    }

    private OdooFaultRule? Drawn(string model, string method, bool writes)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(model, method, writes) && _random.Next(1000) < rule.PerMille) { return rule; }
        }

        return null;
    }
}
