using OdooGrains.Sandbox.Odoo;

namespace OdooGrains.Simulation;

/// <summary>What many seeds together must have hit at least once. An edge that is not here and was hit is an edge that nobody thought of.</summary>
internal static class Expected
{
    /// <summary>Ways of an order's status, as the REST front shows it.</summary>
    public static IReadOnlyList<string> SagaEdges { get; } = Edges("saga",
    [
        "new → validated", "new → cancelled",
        "validated → customer_ensured", "validated → cancelled", "validated → cancelling", "validated → held", "validated → confirmed",
        "customer_ensured → booked", "customer_ensured → validated", "customer_ensured → held", "customer_ensured → cancelling", "customer_ensured → cancelled", "customer_ensured → confirmed",
        "booked → confirmed", "booked → customer_ensured", "booked → validated", "booked → held", "booked → cancelling",
        "confirmed → held", "confirmed → cancelling",
        "held → validated", "held → customer_ensured", "held → booked", "held → confirmed", "held → cancelling", "held → cancelled", "held → discarded",
        "cancelling → cancelled",
    ]);

    /// <summary>Ways of an effect's status. None leads to "dead": Odoo shows no failure of unknown kind; Domain.Tests walks that way.</summary>
    public static IReadOnlyList<string> EffectEdges { get; } = Edges("effect",
    [
        "new → Planned", "Planned → Sent", "Planned → Withdrawn", "Planned → InDoubt", "Planned → Confirmed",
        "Sent → Confirmed", "Sent → InDoubt", "Sent → Planned", "Sent → Held", "Sent → Withdrawn",
        "InDoubt → Confirmed", "InDoubt → Planned", "InDoubt → Withdrawn",
        "Held → Planned", "Held → Withdrawn", "Held → InDoubt",
    ]);

    /// <summary>
    /// Right, and so rare that many seeds may pass without one: an effect that one commit plans and withdraws, for two events that it folds; and a
    /// cancellation that Odoo refuses.
    /// </summary>
    public static IReadOnlyList<string> Rare { get; } = [.. Edges("effect", ["new → Withdrawn"]), .. Edges("saga", ["cancelling → held"])];

    /// <summary>Faults that Odoo itself shows.</summary>
    public static IReadOnlyList<string> OdooFaults { get; } = [.. Enum.GetNames<OdooFaultKind>().Except([nameof(OdooFaultKind.LoginPage), nameof(OdooFaultKind.AuthExpired)]).Select(kind => $"odoo {kind}")];

    public static IReadOnlyList<string> Missing(Tally tally) =>
    [
        .. Enum.GetValues<Fault>().Where(fault => tally.Of(fault) == 0).Select(fault => $"fault {fault}"),
        .. SagaEdges.Concat(EffectEdges).Concat(OdooFaults).Concat(Seen.All).Where(what => tally.Of(what) == 0),
    ];

    public static IReadOnlyList<string> Unknown(Tally tally)
        => [.. tally.All.Where(entry => entry.Times > 0 && !entry.What.StartsWith("fault ", StringComparison.Ordinal)).Select(entry => entry.What).Except(SagaEdges).Except(EffectEdges).Except(Rare).Except(OdooFaults).Except(Seen.All)];

    private static IReadOnlyList<string> Edges(string kind, string[] edges) => [.. edges.Select(edge => $"{kind} {edge}")];
}
