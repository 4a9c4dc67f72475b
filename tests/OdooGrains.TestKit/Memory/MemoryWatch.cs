using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.TestKit.Memory;

/// <summary>What a test hears of, as it is committed, whoever commits it and whether or not the caller learns of it.</summary>
public sealed class MemoryWatch
{
    /// <summary>A document: its head before (null for a new one) and after.</summary>
    public Action<DocumentHead?, DocumentHead>? Committed { get; init; }

    /// <summary>An effect, by a fold or by a mark: before (null for a new one) and after.</summary>
    public Action<Effect?, Effect>? EffectChanged { get; init; }

    /// <summary>A commit or a mark that was refused because a version or an epoch had changed.</summary>
    public Action<DocumentKey>? Refused { get; init; }

    /// <summary>A connection has a new owner, of this epoch.</summary>
    public Action<ConnectionKey, long>? EpochTaken { get; init; }
}
