namespace OdooGrains.Sandbox.Odoo;

/// <summary>What the simulated Odoo does with one request. The shell around it decides how time passes.</summary>
public sealed record OdooAnswer
{
    public required int Status { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>How long a worker was busy with the call (<see cref="OdooCapacity"/>); zero in the fast profile.</summary>
    public TimeSpan ServiceTime { get; init; }

    /// <summary>How, and whether, the answer reaches the caller. Default: at once.</summary>
    public Delivery Delivery { get; init; } = new Delivery.Answer();

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>How an answer travels. Whether the call's transaction was committed is part of the meaning.</summary>
public abstract record Delivery
{
    private Delivery() { }

    /// <summary>The answer is sent.</summary>
    public sealed record Answer : Delivery;

    /// <summary>The transaction is committed and the connection is closed without an answer.</summary>
    public sealed record DropAnswer : Delivery;

    /// <summary>Nothing is committed and the connection is reset.</summary>
    public sealed record Reset : Delivery;

    /// <summary>The transaction is committed and the answer is sent after a delay.</summary>
    public sealed record Late(TimeSpan Delay) : Delivery;
}
