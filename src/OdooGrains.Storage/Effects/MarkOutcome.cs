using OdooGrains.Domain.Effects;

namespace OdooGrains.Storage.Effects;

/// <summary>What came of a sent mark.</summary>
public abstract record MarkOutcome
{
    private MarkOutcome()
    {
    }

    /// <summary>The effect as stored with its mark; null where it is not marked, and the call must not leave.</summary>
    public Effect? Effect => (this as Marked)?.Stored;

    /// <summary>It is stored: the call may leave.</summary>
    public sealed record Marked(Effect Stored) : MarkOutcome;

    /// <summary>The effect has another version, or the connection another owner.</summary>
    public sealed record Changed : MarkOutcome;

    /// <summary>Another effect of the connection with the same hot key is sent or in doubt: both might write one record. Ask again later.</summary>
    public sealed record Busy : MarkOutcome;
}
