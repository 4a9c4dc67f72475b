namespace OdooGrains.LocalSilo;

/// <summary>Values that travel with a call: down the chain of calls, never back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<RequestValues?> Slot = new();
    private static long _chains;

    /// <summary>The chain of calls that may come back in; empty where none may.</summary>
    public static Guid ReentrancyId => Current?.Chain ?? default;

    internal static RequestValues? Current
    {
        get => Slot.Value;
        set
        {
            if (!ReferenceEquals(Slot.Value, value)) Slot.Value = value;
        }
    }

    public static object? Get(string key) => Current?.Values.GetValueOrDefault(key);

    public static void Set(string key, object value) =>
        Current = new(new(Current?.Values ?? []) { [key] = value }, ReentrancyId);

    public static bool Remove(string key)
    {
        if (Current is not { } now || !now.Values.ContainsKey(key)) return false;

        var rest = new Dictionary<string, object>(now.Values);
        rest.Remove(key);
        Current = new(rest, now.Chain);
        return true;
    }

    public static void Clear() => Current = null;

    /// <summary>Until disposed, calls that come back to this grain along the chain that it starts now run beside the call that waits for them.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var before = Current;
        if (ReentrancyId == default) Current = new(before?.Values ?? [], NextChain());
        return new ReentrancySection(before, ReentrancyId);
    }

    // From a counter, not by chance, so that a simulation repeats.
    private static Guid NextChain() => new(0, 0, 0, BitConverter.GetBytes(Interlocked.Increment(ref _chains)));

    /// <summary>Ends, when disposed, what <see cref="AllowCallChainReentrancy"/> allowed.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly RequestValues? _before;
        private readonly Activation? _activation;
        private readonly Guid _chain;

        internal ReentrancySection(RequestValues? before, Guid chain)
        {
            _before = before;
            _chain = chain;
            _activation = TaskScheduler.Current as Activation;
            _activation?.EnterChain(chain);
        }

        public void Dispose()
        {
            Current = _before;
            _activation?.LeaveChain(_chain);
        }
    }
}

/// <summary>The values of one call, never changed once sent.</summary>
internal sealed record RequestValues(Dictionary<string, object> Values, Guid Chain);
