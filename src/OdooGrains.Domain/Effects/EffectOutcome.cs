namespace OdooGrains.Domain.Effects;

/// <summary>What came of one attempt, or of one look-up.</summary>
public abstract record EffectOutcome
{
    private EffectOutcome()
    {
    }

    /// <summary>Done, with what the target answered.</summary>
    public sealed record Done(EffectResult Result) : EffectOutcome;

    /// <summary>Of an attempt: surely not done. Of a look-up: the look-up itself failed, so nothing more is known.</summary>
    public sealed record Failed(Failure Failure) : EffectOutcome;

    /// <summary>A timeout, reset, 5xx or unreadable 2xx: it may or may not have been done.</summary>
    public sealed record InDoubt(string Reason) : EffectOutcome;

    /// <summary>A look-up by the external key found nothing. Whether that is believed is the machine's decision, not the connector's.</summary>
    public sealed record NotFound : EffectOutcome;
}
