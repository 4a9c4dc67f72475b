namespace OdooGrains.Domain.Effects;

/// <summary>
/// Where an intended call stands. <c>planned → sent → confirmed | in doubt → (look up by external key) → confirmed | planned again | held | dead</c>.
/// </summary>
public enum EffectStatus
{
    /// <summary>Not sent, or surely not done by the last attempt.</summary>
    Planned,
    /// <summary>Marked: the call may have left, its outcome is unknown.</summary>
    Sent,
    /// <summary>The call may have taken effect; a look-up by the external key must tell.</summary>
    InDoubt,
    Confirmed,
    /// <summary>Refused for a business or schema reason: surely not done, waits for a cause to go away or for a person.</summary>
    Held,
    /// <summary>Given up after too many attempts; surely not done. A person may retry it.</summary>
    Dead,
    /// <summary>No longer wanted, and surely never done.</summary>
    Withdrawn,
}
