namespace OdooGrains.Domain.Outbound;

/// <summary>A call as its connection's budget sees it.</summary>
/// <param name="Count">Effects that it carries.</param>
/// <param name="IsRepeat">One of them was tried before and failed.</param>
/// <param name="Cost">What it may use up at most.</param>
/// <param name="InFlight">Calls under way when it was begun, itself too.</param>
public sealed record PacedCall(string Operation, int Count, bool IsRepeat, CallCost Cost, int InFlight)
{
    /// <summary>Calls that should take alike: of one operation, and of batches of about one size.</summary>
    public string Shape => Count == 1 ? Operation : $"{Operation}*{1 << (int)Math.Log2(Count)}";
}

/// <summary>What a call that is over says of the outside system.</summary>
public enum CallEnd
{
    /// <summary>It answered, be it that it refuses one document.</summary>
    Answered,
    /// <summary>It answered that it does not take these effects together.</summary>
    RefusedTogether,
    /// <summary>No answer, a reset, an error of its own: it may have too much to do.</summary>
    Overloaded,
    /// <summary>It said that it was called too often.</summary>
    Throttled,
    /// <summary>Nothing was learned.</summary>
    NotCalled,
}

/// <param name="Took">From the first byte out to the last byte in.</param>
public sealed record EndedCall(CallEnd End, TimeSpan Took)
{
    /// <summary>Requests of it that left, of which none follows; null where nobody can say: then all that it might make.</summary>
    public int? Requests { get; init; }

    /// <summary>What its answers said of its limits last, by limit; empty where they said nothing.</summary>
    public IReadOnlyList<BudgetReading> Readings { get; init; } = [];

    /// <summary>Whether it says anything of the outside system.</summary>
    public bool Tells => End is not CallEnd.NotCalled;
}
