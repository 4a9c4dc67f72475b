using OdooGrains.Domain.Effects;
using OdooGrains.Domain.Money;
using OdooGrains.Domain.Orders;
using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Failures;

/// <summary>What an incident has touched, and what of it may be done again.</summary>
public sealed record BlastRadius
{
    /// <summary>Documents that are looked at for one answer, at most; beyond it the answer says that it is truncated. 10,000.</summary>
    public const int DocumentsMax = 10_000;

    /// <summary>How far back it looks where nobody says. 24 h.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Touched documents by status.</summary>
    public required IReadOnlyDictionary<string, int> Statuses { get; init; }

    /// <summary>Everything that is open there is surely not done: it may be replayed.</summary>
    public required BlastPart Safe { get; init; }

    /// <summary>A call may have been done: it is looked up before anything is repeated.</summary>
    public required BlastPart InDoubt { get; init; }

    /// <summary>Nothing is open there: a replay does nothing.</summary>
    public required BlastPart Done { get; init; }

    /// <summary>Documents whose customers the channel was told of a delivery.</summary>
    public required int CustomersTold { get; init; }

    /// <summary>Touched documents by tenant, the worst first.</summary>
    public required IReadOnlyList<KeyValuePair<TenantId, int>> Tenants { get; init; }

    /// <param name="documents">Documents of the time that is asked about.</param>
    /// <param name="connection">Only what this connection touched, or took in; null for all.</param>
    /// <param name="mapping">Only what is held because this connection's system did not understand it; null for all.</param>
    public static BlastRadius Of(IEnumerable<Footprint> documents, ConnectionId? connection, ConnectionId? mapping)
    {
        var touched = documents.Where(document => IsTouched(document, connection) && IsUnmapped(document, mapping)).ToList();
        var parts = touched.ToLookup(document => Standing(document, connection));
        return new()
        {
            Statuses = new SortedDictionary<string, int>(touched.CountBy(document => document.Status).ToDictionary(), StringComparer.Ordinal),
            Tenants = [.. touched.CountBy(document => document.Key.Tenant).OrderByDescending(tenant => tenant.Value).ThenBy(tenant => tenant.Key.Value, StringComparer.Ordinal)],
            Safe = BlastPart.Of(parts[BlastStanding.Safe]),
            InDoubt = BlastPart.Of(parts[BlastStanding.InDoubt]),
            Done = BlastPart.Of(parts[BlastStanding.Done]),
            CustomersTold = touched.Count(document => document.Effects.Any(effect => effect is { Step: OrderSteps.Announce, Status: EffectStatus.Confirmed })),
        };
    }

    /// <summary>How a document stands at a connection, or everywhere where it came from that connection.</summary>
    public static BlastStanding Standing(Footprint document, ConnectionId? connection)
    {
        var there = document.Effects.Where(effect => IsAt(document, effect, connection)).ToList();
        if (there.Any(effect => effect.Status is EffectStatus.Sent or EffectStatus.InDoubt || (effect.IsDoubtful && IsOpen(effect))))
        {
            return BlastStanding.InDoubt;
        }

        // Held without an effect: the document itself is at fault, and nothing was sent for it.
        return there.Any(IsOpen) || (there.Count == document.Effects.Count && document.Class is not null) ? BlastStanding.Safe : BlastStanding.Done;
    }

    private static bool IsOpen(EffectTrace effect) => effect.Status is EffectStatus.Planned or EffectStatus.Held or EffectStatus.Dead;

    private static bool IsTouched(Footprint document, ConnectionId? connection)
        => connection is null || document.Key.Channel == connection || document.Effects.Any(effect => effect.Connection == connection);

    private static bool IsUnmapped(Footprint document, ConnectionId? mapping)
        => mapping is null || (document.Class is FailureClass.Schema && document.Effects.Any(effect => effect.Connection == mapping && effect.Status is EffectStatus.Held));

    private static bool IsAt(Footprint document, EffectTrace effect, ConnectionId? connection)
        => connection is null || document.Key.Channel == connection || effect.Connection == connection;
}

/// <summary>A part of the touched documents.</summary>
/// <param name="Money">Their totals by currency.</param>
public sealed record BlastPart(int Count, IReadOnlyDictionary<string, decimal> Money)
{
    internal static BlastPart Of(IEnumerable<Footprint> documents)
    {
        var list = documents.ToList();
        return new(list.Count, Sums.ByCurrency(list.Select(document => (document.Currency, document.Total))));
    }
}

public enum BlastStanding
{
    Safe,
    InDoubt,
    Done,
}
