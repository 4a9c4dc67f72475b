namespace OdooGrains.Domain.Effects;

/// <summary>Failure codes that the domain itself acts on; connectors use these words for them.</summary>
public static class EffectFailures
{
    /// <summary>The order is confirmed in the ERP and the request does not allow to change it.</summary>
    public const string ConfirmedInErp = "confirmed_in_erp";

    /// <summary>It was sent or in doubt when a person changed or deleted its connection by force: nobody knows whether it was done.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    /// <summary>Nobody knows yet whether the call was done; a look-up settles it.</summary>
    public const string InDoubt = "in_doubt";

    /// <summary>
    /// We held the call back: it did not leave in time after its mark, or its owner was the owner no more. Surely not done, and no failure of the
    /// target's: it is planned again at once.
    /// </summary>
    public const string NotSent = "not_sent";

    /// <summary>
    /// The call carried several effects and the target refused it whole; which of them is guilty is not known. Surely not done: it is planned
    /// again at once, counts as no failure, and goes in a smaller call.
    /// </summary>
    public const string RefusedTogether = "refused_together";
}
