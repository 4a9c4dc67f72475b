namespace OdooGrains.Sandbox.Odoo;

/// <summary>What a call costs: a fixed part and a part for each record.</summary>
public sealed record CallCost(TimeSpan Fixed, TimeSpan PerRecord)
{
    /// <summary>A cost in milliseconds.</summary>
    public static CallCost Milliseconds(double @fixed, double perRecord) =>
        new(TimeSpan.FromMilliseconds(@fixed), TimeSpan.FromMilliseconds(perRecord));

    internal TimeSpan Of(int records) => Fixed + (PerRecord * records);
}

/// <summary>
/// Workers and speed of a simulated Odoo. The measured profile follows real 18.0 and 19.0 servers: load() of 1, 10 and 50 orders
/// took 55, 145 and 485 ms, create 48 ms, action_confirm 85 ms for one and 1.6 s for 50, a read 20–28 ms, a ping 15 ms.
/// </summary>
public sealed record OdooCapacity
{
    /// <summary>Calls that run at once; one worker runs one call.</summary>
    public required int Workers { get; init; }

    /// <summary>Calls that may wait for a worker; Odoo listens with 8 × workers. Beyond it connections are reset.</summary>
    public required int Backlog { get; init; }

    public required CallCost Load { get; init; }

    public required CallCost Create { get; init; }

    public required CallCost Write { get; init; }

    public required CallCost Confirm { get; init; }

    public required CallCost Read { get; init; }

    public required CallCost Ping { get; init; }

    /// <summary>As measured, with two workers: a small customer.</summary>
    public static OdooCapacity Measured { get; } = new()
    {
        Workers = 2,
        Backlog = 16,
        Load = CallCost.Milliseconds(45, 9),
        Create = CallCost.Milliseconds(38, 10),
        Write = CallCost.Milliseconds(25, 6),
        Confirm = CallCost.Milliseconds(53, 32),
        Read = CallCost.Milliseconds(15, 0.3),
        Ping = CallCost.Milliseconds(15, 0),
    };

    /// <summary>No service time and many workers: for tests and the first run.</summary>
    public static OdooCapacity Fast { get; } = new()
    {
        Workers = 64,
        Backlog = 4096,
        Load = CallCost.Milliseconds(0, 0),
        Create = CallCost.Milliseconds(0, 0),
        Write = CallCost.Milliseconds(0, 0),
        Confirm = CallCost.Milliseconds(0, 0),
        Read = CallCost.Milliseconds(0, 0),
        Ping = CallCost.Milliseconds(0, 0),
    };

    internal TimeSpan ServiceTime(string method, int records) => method switch
    {
        "load" => Load.Of(records),
        "create" => Create.Of(records),
        "write" or "unlink" => Write.Of(records),
        "search" or "search_read" or "search_count" or "read" or "fields_get" => Read.Of(records),
        "button_validate" or "create_invoices" or "create_returns" or "refund_moves" => Confirm.Of(records),
        _ when method.StartsWith("action_", StringComparison.Ordinal) => Confirm.Of(records),
        _ => Ping.Of(records),
    };
}
