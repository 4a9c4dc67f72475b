using OdooGrains.Domain.Documents;
using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Customers;

/// <summary>
/// Two customers of an ERP that may be one. A person merges them there, or says that they are two: nothing here ever does, and what was decided is
/// not proposed again.
/// </summary>
public sealed record MergeProposal
{
    public required MergeKey Key { get; init; }

    /// <summary>By what the other was found.</summary>
    public required CustomerRule Rule { get; init; }

    /// <summary>The order on which it was seen first.</summary>
    public required DocumentKey Order { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>Null while it is open.</summary>
    public MergeDecision? Decision { get; init; }

    public MergeStatus Status => Decision?.Status ?? MergeStatus.Open;

    /// <summary>What an effect that is done tells; empty where it found nobody beside the customer.</summary>
    public static IEnumerable<MergeProposal> Of(Effect effect, DateTimeOffset now)
        => effect.Result is CustomerEnsured { Alike: { } alike } ensured
            ? alike.Select(other => new MergeProposal
            {
                Key = new(new(effect.Key.Document.Tenant, effect.Connection), ensured.CustomerId, other.CustomerId),
                Rule = other.Rule,
                Order = effect.Key.Document,
                FoundAt = now,
            })
            : [];
}

/// <summary>Two customers of an ERP. There is one proposal for two, whichever of them is kept.</summary>
/// <param name="Kept">The ERP's id of the one that the order was booked for.</param>
/// <param name="Other">The ERP's id of the one that is like it.</param>
public readonly record struct MergeKey(ConnectionKey Connection, string Kept, string Other);

/// <summary>What a person decided.</summary>
/// <param name="Status">Dismissed or merged.</param>
public sealed record MergeDecision(MergeStatus Status, string By, string Reason, DateTimeOffset At);

public enum MergeStatus
{
    Open,

    /// <summary>They are two.</summary>
    Dismissed,

    /// <summary>Somebody merged them in the ERP.</summary>
    Merged,
}
